import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SHORT_STEP_DAYS } from './capacity-retention.js';
import { STEP_MINUTES, STEPS_A_DAY } from './forecasting/ladder.js';
import { PoolForecast } from './pool-forecast.js';
import { CapacityStore, type StepRow } from './store/capacity.store.js';

const STEP_MS = STEP_MINUTES * 60_000;
const PAGE = 2000;
const OLDEST_STEPS = SHORT_STEP_DAYS * STEPS_A_DAY;
/** Zones whose forecasts are kept, those asked for last: each takes 3 MiB. */
const MAX_ZONES = 20;

/** Returns the number of the step at a time, since 1970. */
export const stepAt = (time: Date): number => Math.floor(time.getTime() / STEP_MS);
/** Returns when a step ends. */
export const endOf = (step: number): Date => new Date((step + 1) * STEP_MS);

/** Keeps forecasts of pools, and of some zones, in memory: each reading adds only the steps that have ended since. */
@Injectable()
export class PoolForecasts {
  private readonly ofPools = new Map<string, PoolForecast>();
  private readonly ofZones = new LRUCache<string, PoolForecast>({ max: MAX_ZONES });
  private readonly withoutHistory = new PoolForecast();
  private readonly reading = new Map<string, Promise<PoolForecast>>();

  constructor(private readonly store: CapacityStore) {}

  /**
   * @param pool '' for the whole fleet
   * @param zone '' for the whole pool
   */
  readForecast(pool: string, zone: string, now: Date): Promise<PoolForecast> {
    const key = JSON.stringify([pool, zone]);
    const known = this.reading.get(key);
    if (known !== undefined) return known;
    const reading = this.advance(key, pool, zone, now).finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
    return reading;
  }

  private async advance(key: string, pool: string, zone: string, now: Date): Promise<PoolForecast> {
    const forecasts = zone === '' ? this.ofPools : this.ofZones;
    const before = forecasts.get(key);
    // After the clock was set back, steps that it knows are still to come.
    const known = before === undefined || before.lastStep > stepAt(now) ? undefined : before;
    const lastStep = known?.lastStep ?? -1;
    if (known !== undefined && stepAt(now) - 1 <= lastStep) return known;
    const rows = await this.readSteps(pool, zone, Math.max(lastStep, stepAt(now) - OLDEST_STEPS));
    // Clients ask for any zone: one that was never counted takes no memory.
    if (known === undefined && rows.length === 0) return this.withoutHistory;
    const forecast = known ?? new PoolForecast();
    await forecast.observeSteps(rows);
    forecasts.set(key, forecast);
    return forecast;
  }

  private async readSteps(pool: string, zone: string, after: number): Promise<StepRow[]> {
    const rows: StepRow[] = [];
    for (let last = after; ; last = rows.at(-1)!.step) {
      const from = new Date(last * STEP_MS);
      const page = await this.store.readSteps(pool, zone, STEP_MINUTES, from, PAGE);
      rows.push(...page);
      if (page.length < PAGE) return rows;
    }
  }
}
