import { Recent } from './method.js';
import { RollingMean } from './rolling-mean.js';
import { Track, type Windows } from './track.js';

/** Methods with twice the error of the best one have 1/64 of its weight. */
const SHARPNESS = 6;

export const BLEND = 'blend';

/** A forecast of one step, with the record of the forecasts given before it. */
export interface Forecast {
  readonly p50: number;
  readonly p95: number;
  readonly method: string;
  /** Mean absolute error of the p50 given in the last days; null before there is one. */
  readonly error: number | null;
  /** Share of the values in the last days that were at most the p95 given; null before there is one. */
  readonly coverage: number | null;
  /** Number of values on which the error and the coverage rest. */
  readonly scored: number;
  /** Whether the quantiles rest on enough errors of the method. */
  readonly recorded: boolean;
}

/**
 * All methods at one horizon, and a blend of them: an average weighted by their recent errors. The one whose loss was
 * least over the last days makes the forecast.
 */
export class Horizon {
  private readonly tracks: readonly Track[];
  private readonly blend: Track;
  private readonly givenMiddles: Recent;
  private readonly givenUppers: Recent;
  private readonly errors: RollingMean;
  private readonly covered: RollingMean;

  constructor(
    readonly steps: number,
    methods: readonly string[],
    windows: Windows,
  ) {
    this.tracks = methods.map((name) => new Track(name, steps, windows));
    this.blend = new Track(BLEND, steps, windows);
    this.givenMiddles = new Recent(steps);
    this.givenUppers = new Recent(steps);
    this.errors = new RollingMean(windows.losses);
    this.covered = new RollingMean(windows.losses);
  }

  /** Compares what was predicted for this step with its value. */
  resolve(value: number): void {
    for (const track of this.tracks) track.resolve(value);
    this.blend.resolve(value);
    const middle = this.givenMiddles.oldest;
    if (Number.isNaN(value) || Number.isNaN(middle)) return;
    this.errors.add(Math.abs(value - middle));
    this.covered.add(value <= this.givenUppers.oldest ? 1 : 0);
  }

  /** Keeps predictions, in the order of the methods, until their step. */
  expect(points: readonly number[]): void {
    const { p50, p95 } = this.forecast(points);
    this.givenMiddles.push(p50);
    this.givenUppers.push(p95);
    this.blend.expect(this.blendOf(points));
    for (const [at, track] of this.tracks.entries()) track.expect(points[at] ?? NaN);
  }

  forecast(points: readonly number[]): Forecast {
    const [track, point] = this.best(points);
    const scored = this.errors.length;
    return {
      p50: track.quantile(point, 0.5),
      p95: track.quantile(point, 0.95),
      method: track.method,
      error: scored === 0 ? null : this.errors.mean,
      coverage: scored === 0 ? null : this.covered.mean,
      scored,
      recorded: track.isRecorded,
    };
  }

  /** Returns the quantile `p` of the forecast. */
  quantile(points: readonly number[], p: number): number {
    const [track, point] = this.best(points);
    return track.quantile(point, p);
  }

  /** The first method makes the forecast while none has a record. */
  private best(points: readonly number[]): readonly [Track, number] {
    let best: readonly [Track, number] = [this.tracks[0]!, points[0] ?? NaN];
    let least = Infinity;
    for (const [at, track] of this.tracks.entries()) {
      const point = points[at] ?? NaN;
      if (Number.isNaN(point) || track.loss >= least) continue;
      [best, least] = [[track, point], track.loss];
    }
    return this.blend.loss < least ? [this.blend, this.blendOf(points)] : best;
  }

  private blendOf(points: readonly number[]): number {
    const least = Math.min(...this.tracks.map(({ error }) => error));
    let [sum, weights] = [0, 0];
    for (const [at, track] of this.tracks.entries()) {
      const point = points[at] ?? NaN;
      const weight = track.error <= least ? 1 : (least / track.error) ** SHARPNESS;
      if (Number.isNaN(point) || !Number.isFinite(track.error)) continue;
      sum += weight * point;
      weights += weight;
    }
    return sum / weights;
  }
}
