import { Injectable } from '@nestjs/common';
import { chooseLeaving, type Leaving } from './leaving.js';
import type { Pool } from './pools.js';
import { CapacityStore } from './store/capacity.store.js';

/** More candidates than are needed, so that there is a choice between zones. */
const CANDIDATES = 5;
const FEWEST = 200;

/** Finds the workers that can be taken away first. */
@Injectable()
export class Leavers {
  constructor(private readonly store: CapacityStore) {}

  /** @param inZone number of workers of each zone */
  async choose(
    pool: Pool,
    inZone: ReadonlyMap<string, number>,
    count: number,
    now: Date,
  ): Promise<Leaving[]> {
    const candidates = await this.store.findLeaving(pool.terms, Math.max(FEWEST, count * CANDIDATES));
    return chooseLeaving(candidates, inZone, count, now);
  }
}
