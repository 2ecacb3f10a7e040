import { setImmediate as turn } from 'node:timers/promises';
import { Forecaster } from './forecasting/forecaster.js';
import { HORIZONS, STEP_MINUTES, STEPS_A_DAY, STEPS_A_WEEK } from './forecasting/ladder.js';
import type { StepRow } from './store/capacity.store.js';

/** Steps that are observed before other work gets its turn. */
const SLICE = 50;
const STEPS_AN_HOUR = 60 / STEP_MINUTES;
/** Older steps say nothing about now. */
const FRESH_STEPS = 3;
const HOURS_A_WEEK = 168;
/** The peak of an hour approaches a lower one by this share of their difference each week. */
const PEAK_FADES = 0.2;
/** The hour of the week begins on Monday, and 1970 on a Thursday. */
const MONDAY = 3 * STEPS_A_DAY;

/** What will be used in one step. */
export interface ForecastPoint {
  readonly step: number;
  readonly p50: number;
  readonly p95: number;
  readonly method: string;
  readonly error: number | null;
  readonly coverage: number | null;
  /** Whether the p95 rests on enough errors of earlier forecasts. */
  readonly recorded: boolean;
}

/** The used slots of one pool: what is known of them, and forecasts. */
export class PoolForecast {
  private readonly forecaster = new Forecaster({ day: STEPS_A_DAY, week: STEPS_A_WEEK }, HORIZONS);
  /** The hour that is under way, its peak so far, and its peak until last week. */
  private hour = { since: -1, before: NaN, peak: 0 };
  private readonly peaks = new Float64Array(HOURS_A_WEEK).fill(NaN);
  /** Forecasts since the last step: all callers read the same ones. */
  private readonly made = new Map<number, ForecastPoint>();
  private last = -1;

  /** The last step with a figure; -1 before the first. */
  get lastStep(): number {
    return this.last;
  }

  /** Number of steps with figures. */
  get points(): number {
    return this.forecaster.points;
  }

  /** Learns from further steps, in order of time; steps between them have no figure. */
  async observeSteps(rows: readonly StepRow[]): Promise<void> {
    const counted = rows.filter(({ samples, step }) => samples > 0 && step > this.last);
    const end = counted.at(-1)?.step ?? this.last;
    let since = 0;
    for (const { step, used, peak } of counted) {
      const first = this.last < 0 ? step : this.last + 1;
      for (let at = first; at <= step; at += 1) {
        this.forecaster.observe(at === step ? used : NaN, end - at);
        since += 1;
        if (since % SLICE === 0) await turn();
      }
      this.last = step;
      this.made.clear();
      this.keepPeak(step, peak);
    }
  }

  /** Whether the history reaches up to a step. */
  isFresh(now: number): boolean {
    return this.last >= 0 && now - this.last <= FRESH_STEPS;
  }

  /** Forecasts a step; the last figure where there is no history yet. */
  forecastAt(step: number): ForecastPoint {
    const known = this.made.get(step);
    if (known !== undefined) return known;
    const point = this.forecast(step);
    this.made.set(step, point);
    return point;
  }

  private forecast(step: number): ForecastPoint {
    const { p50, p95, ...record } = this.forecaster.forecast(Math.max(1, step - this.last));
    const middle = Math.max(0, p50);
    return { step, p50: middle, p95: Math.max(middle, p95), ...record };
  }

  /** Returns the hours of the week, from Monday 0:00 UTC, in which more was used than there is now. */
  listShortages(usable: number): { readonly hour: number; readonly slots: number }[] {
    return [...this.peaks.entries()].flatMap(([hour, peak]) =>
      peak > usable ? [{ hour, slots: Math.ceil(peak - usable) }] : [],
    );
  }

  private keepPeak(step: number, peak: number): void {
    const place = Math.floor(((step + MONDAY) % STEPS_A_WEEK) / STEPS_AN_HOUR);
    const since = Math.floor(step / STEPS_AN_HOUR);
    if (since !== this.hour.since) this.hour = { since, before: this.peaks[place] ?? NaN, peak: 0 };
    const highest = Math.max(this.hour.peak, peak);
    const { before } = this.hour;
    this.hour.peak = highest;
    this.peaks[place] =
      highest >= before || Number.isNaN(before) ? highest : before + PEAK_FADES * (highest - before);
  }
}
