import { Injectable } from '@nestjs/common';
import type { Queryable } from '../platform/database/database.js';
import { chooseLeaving, type Leaving } from './leaving.js';
import { Pools, type Pool } from './pools.js';
import { slotsOf } from './slots.js';
import { CapacityStore, type CapacityRow } from './store/capacity.store.js';

/** More candidates than are needed, so that there is a choice between zones. */
const CANDIDATES = 5;
const FEWEST = 200;

/** Finds the workers that can be taken away first. */
@Injectable()
export class Leavers {
  constructor(
    private readonly store: CapacityStore,
    private readonly pools: Pools,
  ) {}

  /**
   * No pool is left with fewer workers than its minimum.
   * @param rows the slots of all pools, without workers that leave already
   */
  async chooseLeavers(
    pool: Pool,
    rows: readonly CapacityRow[],
    count: number,
    now: Date,
    on?: Queryable,
  ): Promise<Leaving[]> {
    if (count === 0) return [];
    const guarded = this.pools.all
      .filter(({ minWorkers }) => minWorkers > 0)
      .map(({ name, terms, minWorkers }) => ({
        name,
        terms,
        spare: slotsOf(rows, name, 0).workers - minWorkers,
      }));
    const limit = Math.max(FEWEST, count * CANDIDATES);
    const candidates = await this.store.findLeaving(pool.terms, limit, guarded, on);
    const spare = new Map(guarded.map((each) => [each.name, each.spare]));
    return chooseLeaving(candidates, slotsOf(rows, pool.name, 0).byZone, count, now, spare);
  }
}
