import { Inject, Injectable } from '@nestjs/common';
import { tagTerm, zoneTerm } from '../fleet/terms.js';
import type { CapacityPool } from '../platform/config/capacity-settings.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';

/** The name of the whole fleet in the history. */
export const FLEET = '';

/** A selection of workers with figures of its own: a pool of the settings, or the whole fleet. */
export interface Pool extends CapacityPool {
  readonly minutesToStart: number;
  readonly sparePercent: number;
  /** Terms that its workers have. */
  readonly terms: readonly string[];
}

/** The pools of the settings, and the whole fleet. */
@Injectable()
export class Pools {
  /** The whole fleet comes first. */
  readonly all: readonly Pool[];

  constructor(@Inject(SETTINGS) { capacity }: Settings) {
    const { minutesToStart, sparePercent } = capacity;
    const fleet = { name: FLEET, tags: [], minWorkers: 0, minutesToStart, sparePercent, terms: [] };
    const pools = capacity.pools.map((pool) => ({
      ...pool,
      minutesToStart: pool.minutesToStart ?? minutesToStart,
      sparePercent: pool.sparePercent ?? sparePercent,
      terms: termsOf(pool),
    }));
    this.all = [fleet, ...pools];
  }

  /** Names of the pools of the settings. */
  get names(): readonly string[] {
    return this.all.slice(1).map(({ name }) => name);
  }

  /** Whether any pool has a minimum of workers. */
  get haveMinimum(): boolean {
    return this.all.some(({ minWorkers }) => minWorkers > 0);
  }

  /** @param name empty for the whole fleet */
  findPool(name: string): Pool | undefined {
    return this.all.find((pool) => pool.name === name);
  }
}

const termsOf = ({ tags, zone }: CapacityPool): string[] => [
  ...tags.map(tagTerm),
  ...(zone === undefined ? [] : [zoneTerm(zone)]),
];
