import type { Method } from './method.js';

/** Predicts the last value. */
export class LastValue implements Method {
  readonly name = 'last';
  private value = NaN;

  observe(value: number): void {
    if (!Number.isNaN(value)) this.value = value;
  }

  predict(): number {
    return this.value;
  }
}

/** Predicts an average in which older values count less and less. */
export class ExponentialSmoothing implements Method {
  readonly name: string;
  private level = NaN;

  /** @param alpha share of the newest value in the average */
  constructor(private readonly alpha: number) {
    this.name = `smoothing-${alpha}`;
  }

  observe(value: number): void {
    if (Number.isNaN(value)) return;
    this.level = Number.isNaN(this.level) ? value : this.level + this.alpha * (value - this.level);
  }

  predict(): number {
    return this.level;
  }
}

/** Continues the recent trend, which fades by the factor `phi` with each step. */
export class DampedTrend implements Method {
  readonly name = 'damped-trend';
  private level = NaN;
  private trend = 0;

  constructor(
    private readonly alpha: number,
    private readonly beta: number,
    private readonly phi: number,
  ) {}

  observe(value: number): void {
    const { alpha, beta, phi } = this;
    const expected = this.level + phi * this.trend;
    if (Number.isNaN(value)) {
      this.level = expected;
      this.trend *= phi;
      return;
    }
    if (Number.isNaN(this.level)) {
      this.level = value;
      return;
    }
    const error = value - expected;
    this.level = expected + alpha * error;
    this.trend = phi * this.trend + alpha * beta * error;
  }

  predict(steps: number): number {
    const { phi } = this;
    return this.level + (this.trend * phi * (1 - phi ** steps)) / (1 - phi);
  }
}
