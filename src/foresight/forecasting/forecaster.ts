import { Horizon, type Forecast } from './horizon.js';
import type { Calendar, Method } from './method.js';
import { HoltWintersDay, HourOfWeek, SeasonalNaive } from './seasonal.js';
import type { Windows } from './track.js';
import { DampedTrend, ExponentialSmoothing, LastValue } from './smoothing.js';

/** Days over which methods are compared, and the fewest steps for that: a shorter record of long steps says too little. */
const COMPARED_DAYS = 3;
const FEWEST_STEPS = 336;
const MAX_RESIDUALS = 864;

/** Returns the methods, simplest first. */
export function methodsFor(calendar: Calendar): Method[] {
  const { day, week } = calendar;
  return [
    new LastValue(),
    new ExponentialSmoothing(0.1),
    new ExponentialSmoothing(0.3),
    new DampedTrend(0.5, 0.1, 0.9),
    new HoltWintersDay(calendar, 0.1, 0.2),
    new HoltWintersDay(calendar, 0.3, 0.2),
    new HourOfWeek('hour-of-week', week, Math.max(1, Math.round(week / 168)), 0.3, 0.1),
    new HourOfWeek('hour-of-day', day, Math.max(1, Math.round(day / 24)), 0.3, 0.1),
    new SeasonalNaive('day-ago', day),
    new SeasonalNaive('week-ago', week),
  ];
}

/**
 * Forecasts a series of equal steps. At each step and for each horizon, all methods predict; later their predictions are
 * compared with what came, and the method that was best over the last three days makes the forecast. Time for a step and
 * memory depend on the number of methods and horizons alone.
 */
export class Forecaster {
  private readonly methods: readonly Method[];
  private readonly horizons: readonly Horizon[];
  private readonly windows: Windows;
  private known = 0;

  /** @param horizons steps ahead at which the methods are compared, shortest first */
  constructor(calendar: Calendar, horizons: readonly number[], methods = methodsFor(calendar)) {
    this.methods = methods;
    const names = methods.map(({ name }) => name);
    const losses = Math.max(COMPARED_DAYS * calendar.day, FEWEST_STEPS);
    this.windows = { losses, residuals: MAX_RESIDUALS };
    this.horizons = horizons.map((steps) => new Horizon(steps, names, this.windows));
  }

  /** Number of values observed. */
  get points(): number {
    return this.known;
  }

  /** Lets the methods learn from an old value, without a record of their predictions. */
  learn(value: number): void {
    if (!Number.isNaN(value)) this.known += 1;
    for (const method of this.methods) method.observe(value);
  }

  /**
   * @param value NaN for a step without a figure
   * @param toCome known steps that are observed after this one: early ones need no record at short horizons, whose windows
   * they would leave
   */
  observe(value: number, toCome = 0): void {
    for (const horizon of this.horizons) if (this.counts(horizon, toCome)) horizon.resolve(value);
    this.learn(value);
    for (const horizon of this.horizons)
      if (this.counts(horizon, toCome)) horizon.expect(this.predict(horizon.steps));
  }

  /** Forecasts the value `steps` ahead, by the record at the nearest horizon that is not shorter. */
  forecast(steps: number): Forecast {
    return this.horizonOf(steps).forecast(this.predict(steps));
  }

  /** Returns the quantile `p` of the value `steps` ahead. */
  quantile(steps: number, p: number): number {
    return this.horizonOf(steps).quantile(this.predict(steps), p);
  }

  private counts({ steps }: Horizon, toCome: number): boolean {
    return toCome <= MAX_RESIDUALS + this.windows.losses + steps;
  }

  private predict(steps: number): number[] {
    return this.methods.map((method) => method.predict(steps));
  }

  private horizonOf(steps: number): Horizon {
    return this.horizons.find((horizon) => horizon.steps >= steps) ?? this.horizons.at(-1)!;
  }
}
