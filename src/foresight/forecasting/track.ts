import { Recent } from './method.js';
import { pinball } from './pinball.js';
import { Residuals } from './residuals.js';
import { RollingMean } from './rolling-mean.js';

/** How many residuals and losses a record keeps. */
export interface Windows {
  readonly residuals: number;
  readonly losses: number;
}

/** Fewer residuals than these give no quantile of 95 %. */
export const FEWEST = 20;

const UPPER = 0.95;
/** How fast the level of the interval follows misses, and between which levels: adaptive conformal inference. */
const PACE = 0.005;
const [LOWEST, HIGHEST] = [0.85, 0.998];

/**
 * The record of one method at one horizon: each prediction waits until its value is observed. The difference enters the
 * residuals, from which the intervals of later predictions are read.
 */
export class Track {
  private readonly points: Recent;
  private readonly uppers: Recent;
  private readonly residuals: Residuals;
  private readonly absolute: RollingMean;
  private readonly losses: RollingMean;
  private level = UPPER;

  constructor(
    readonly method: string,
    steps: number,
    windows: Windows,
  ) {
    this.points = new Recent(steps);
    this.uppers = new Recent(steps);
    this.residuals = new Residuals(windows.residuals);
    this.absolute = new RollingMean(windows.losses);
    this.losses = new RollingMean(windows.losses);
  }

  /** Mean absolute error of the point; infinite until there is a record. */
  get error(): number {
    return this.absolute.length < FEWEST ? Infinity : this.absolute.mean;
  }

  /** Mean pinball loss of the quantiles 50 % and 95 % together; infinite until there is a record. */
  get loss(): number {
    return this.losses.length < FEWEST ? Infinity : this.losses.mean;
  }

  /** Whether there are enough residuals for quantiles. */
  get isRecorded(): boolean {
    return this.residuals.length >= FEWEST;
  }

  /** Returns the quantile of a prediction; the point itself while there are too few residuals. */
  quantile(point: number, p: number): number {
    if (this.residuals.length < FEWEST) return point;
    return point + this.residuals.quantile(p === UPPER ? this.level : p);
  }

  /** Compares the prediction for this step with its value. @param value NaN for a step without a figure */
  resolve(value: number): void {
    const point = this.points.oldest;
    const residual = value - point;
    if (Number.isNaN(residual)) return;
    const upper = this.uppers.oldest;
    if (!Number.isNaN(upper)) {
      this.losses.add(pinball(value - upper, UPPER) + pinball(residual, 0.5));
      this.level += PACE * (UPPER - (value <= upper ? 1 : 0));
      this.level = Math.min(HIGHEST, Math.max(LOWEST, this.level));
    }
    this.absolute.add(Math.abs(residual));
    this.residuals.add(residual);
  }

  /** Keeps a prediction until its step. */
  expect(point: number): void {
    this.points.push(point);
    this.uppers.push(this.residuals.length < FEWEST ? NaN : this.quantile(point, UPPER));
  }
}
