import { Injectable } from '@nestjs/common';
import { SHORT_STEP_DAYS } from './capacity-retention.js';
import { STEP_MINUTES, STEPS_A_DAY } from './forecasting/ladder.js';
import { PoolForecast } from './pool-forecast.js';
import { CapacityStore } from './store/capacity.store.js';

const STEP_MS = STEP_MINUTES * 60_000;
const PAGE = 2000;

/** Returns the number of the step at a time, since 1970. */
export const stepAt = (time: Date): number => Math.floor(time.getTime() / STEP_MS);
/** Returns when a step ends. */
export const endOf = (step: number): Date => new Date((step + 1) * STEP_MS);

/** Keeps the forecast of each pool in memory: each reading adds only the steps that have ended since. */
@Injectable()
export class PoolForecasts {
  private readonly forecasts = new Map<string, PoolForecast>();
  private readonly reading = new Map<string, Promise<PoolForecast>>();

  constructor(private readonly store: CapacityStore) {}

  /** @param pool '' for the whole fleet */
  readForecast(pool: string, now: Date): Promise<PoolForecast> {
    const known = this.reading.get(pool);
    if (known !== undefined) return known;
    const reading = this.advance(pool, now).finally(() => this.reading.delete(pool));
    this.reading.set(pool, reading);
    return reading;
  }

  private async advance(pool: string, now: Date): Promise<PoolForecast> {
    const known = this.forecasts.get(pool);
    // After the clock was set back, steps that it knows are still to come.
    const forecast = known === undefined || known.lastStep > stepAt(now) ? new PoolForecast() : known;
    this.forecasts.set(pool, forecast);
    const oldest = stepAt(now) - SHORT_STEP_DAYS * STEPS_A_DAY;
    const after = new Date(Math.max(forecast.lastStep, oldest) * STEP_MS);
    if (stepAt(now) - 1 <= forecast.lastStep) return forecast;
    const rows = [];
    for (let from = after; ; ) {
      const page = await this.store.readSteps(pool, STEP_MINUTES, from, PAGE);
      rows.push(...page);
      if (page.length < PAGE) break;
      from = new Date(page.at(-1)!.step * STEP_MS);
    }
    await forecast.observeSteps(rows);
    return forecast;
  }
}
