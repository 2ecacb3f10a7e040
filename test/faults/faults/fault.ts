import type { Crowd } from '../clients/crowd.js';
import type { Instance } from '../parts/instance.js';
import type { World } from '../parts/world.js';

/** Ends a fault, as an operator or a supervisor would; what the service does then is up to the service. */
export type Heal = () => Promise<void>;

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** What it breaks. Of those that come together each breaks another part. */
  readonly part: 'instances' | 'PostgreSQL' | 'Redis' | 'network' | 'workers';
  /** How long it goes on, in ms: from, to. */
  readonly lasts: readonly [least: number, most: number];
  /** What it needs to find. */
  readonly needs?: (world: World) => boolean;
  /** @param choice any number, by which it chooses whom it hits */
  readonly inject: (world: World, choice: number, crowd: Crowd) => Promise<Heal>;
}

/** One of the instances. */
export const oneOf = ({ instances }: World, choice: number): Instance =>
  instances[choice % instances.length]!;
