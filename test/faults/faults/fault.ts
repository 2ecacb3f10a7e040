import type { Crowd } from '../clients/crowd.js';
import type { Instance } from '../parts/instance.js';
import type { World } from '../parts/world.js';

/** Ends a fault, as an operator or a supervisor would; the rest is up to the service. */
export type Heal = () => Promise<void>;

/** A fault that can be injected. */
export interface Fault {
  readonly name: string;
  /** The part that it breaks. Concurrent faults break different parts. */
  readonly part: 'instances' | 'PostgreSQL' | 'Redis' | 'network' | 'workers';
  /** Its duration in ms: from, to. */
  readonly lasts: readonly [least: number, most: number];
  /** What it requires. */
  readonly needs?: (world: World) => boolean;
  /** @param choice any number, by which it chooses its targets */
  readonly inject: (world: World, choice: number, crowd: Crowd) => Promise<Heal>;
}

/** Returns one of the instances. */
export const oneOf = ({ instances }: World, choice: number): Instance =>
  instances[choice % instances.length]!;
