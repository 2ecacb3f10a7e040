import { Recent, type Calendar, type Method } from './method.js';

/** Predicts the value of one season ago: the same time yesterday, or a week ago. */
export class SeasonalNaive implements Method {
  private readonly recent: Recent;

  /** @param season steps in a season */
  constructor(
    readonly name: string,
    private readonly season: number,
  ) {
    this.recent = new Recent(season);
  }

  observe(value: number): void {
    this.recent.push(value);
  }

  predict(steps: number): number {
    const seasons = Math.ceil(steps / this.season);
    return this.recent.before(seasons * this.season - steps);
  }
}

/** Holt-Winters with a season of a day: a level, and what each step of the day adds to it. */
export class HoltWintersDay implements Method {
  readonly name: string;
  private readonly season: Float64Array;
  private readonly known: Uint8Array;
  private level = NaN;
  private step = 0;

  constructor(
    { day }: Calendar,
    private readonly alpha: number,
    private readonly gamma: number,
  ) {
    this.name = `holt-winters-day-${alpha}`;
    this.season = new Float64Array(day);
    this.known = new Uint8Array(day);
  }

  observe(value: number): void {
    const at = this.step % this.season.length;
    this.step += 1;
    if (Number.isNaN(value)) return;
    if (Number.isNaN(this.level)) this.level = value;
    const season = this.season[at] ?? 0;
    if (this.known[at] === 0) {
      // The first day: the level follows slowly, and the season takes the rest.
      this.known[at] = 1;
      this.season[at] = value - this.level;
      this.level += (value - this.level) / this.season.length;
      return;
    }
    const error = value - this.level - season;
    this.level += this.alpha * error;
    this.season[at] = season + this.gamma * (1 - this.alpha) * error;
  }

  predict(steps: number): number {
    const at = (this.step - 1 + steps) % this.season.length;
    return this.known[at] === 1 ? this.level + (this.season[at] ?? 0) : NaN;
  }
}

/**
 * Predicts what is usual at that hour of the week, shifted to the level of the recent hours: usual values are averages in
 * which older weeks count less.
 */
export class HourOfWeek implements Method {
  private readonly usual: Float64Array;
  private step = 0;
  private shift = NaN;

  /**
   * @param slots slots of the profile, such as the 168 hours of a week
   * @param slotSteps steps in a slot
   * @param newest share of the newest season in what is usual
   * @param pace share of the newest step in the shift
   */
  constructor(
    readonly name: string,
    private readonly season: number,
    private readonly slotSteps: number,
    private readonly newest: number,
    private readonly pace: number,
  ) {
    this.usual = new Float64Array(Math.ceil(season / slotSteps)).fill(NaN);
  }

  observe(value: number): void {
    const usual = this.usualAt(this.step);
    this.step += 1;
    if (Number.isNaN(value)) return;
    if (!Number.isNaN(usual)) {
      const over = value - usual;
      this.shift = Number.isNaN(this.shift) ? over : this.shift + this.pace * (over - this.shift);
    }
    this.learn(this.step - 1, value);
  }

  predict(steps: number): number {
    return this.usualAt(this.step - 1 + steps) + this.shift;
  }

  private learn(step: number, value: number): void {
    const at = Math.floor((step % this.season) / this.slotSteps);
    const before = this.usual[at] ?? NaN;
    this.usual[at] = Number.isNaN(before)
      ? value
      : before + (this.newest / this.slotSteps) * (value - before);
  }

  /** Between the middles of two slots, the usual value is on the line between them. */
  private usualAt(step: number): number {
    if (this.slotSteps === 1) return this.usual[step % this.season] ?? NaN;
    const place = ((step % this.season) + 0.5) / this.slotSteps - 0.5;
    const from = Math.floor(place);
    const slots = this.usual.length;
    const left = this.usual[(from + slots) % slots] ?? NaN;
    const right = this.usual[(from + 1) % slots] ?? NaN;
    if (Number.isNaN(left)) return right;
    return Number.isNaN(right) ? left : left + (place - from) * (right - left);
  }
}
