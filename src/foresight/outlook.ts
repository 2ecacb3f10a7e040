import type { ForecastDto, ForecastStepDto } from './dto/capacity.dto.js';
import { STEP_MINUTES, STEPS_A_DAY } from './forecasting/ladder.js';
import type { ForecastPoint, PoolForecast } from './pool-forecast.js';
import { endOf, stepAt } from './pool-forecasts.js';

const MAX_STEPS = 96;

/** The slots now, and how far to look ahead. */
export interface Situation {
  readonly now: Date;
  readonly horizonMinutes: number;
  /** Time that a worker takes to start. */
  readonly startMinutes: number;
  readonly usable: number;
  readonly used: number;
}

export interface Outlook {
  readonly forecast: ForecastDto;
  /** The highest p95 between now and the horizon, or the time at which a worker started now can help. */
  readonly peak: {
    readonly slots: number;
    /** Null if it is what is used now. */
    readonly by: Date | null;
    /** Whether the forecasts up to there rest on a record of errors. */
    readonly recorded: boolean;
  };
  readonly runsOutAt: Date | null;
  readonly shortages: readonly { readonly hour: number; readonly slots: number }[];
}

/** Returns what will be used, by the history where there is a recent one with a record of errors, else as much as now. */
export function forecastOf(history: PoolForecast, situation: Situation): Outlook {
  const { now, horizonMinutes, startMinutes, usable, used } = situation;
  const current = stepAt(now);
  const fresh = history.isFresh(current);
  const at = (step: number): ForecastPoint => {
    const point = fresh ? history.forecastAt(step) : undefined;
    return point?.recorded ? point : { ...AS_NOW, step, p50: used, p95: used };
  };
  const horizon = current + stepsIn(horizonMinutes);
  const steps = stepsUpTo(current, horizon).map((step) => stepDto(at(step)));
  const reach = Math.max(horizon, current + stepsIn(startMinutes));
  const { method, error, coverage, ...last } = at(horizon);
  return {
    forecast: {
      ...stepDto(last),
      method,
      error: error === null ? null : rounded(error),
      coverage: coverage === null ? null : Math.round(coverage * 1000) / 1000,
      points: history.points,
      fresh,
      asOf: history.lastStep < 0 ? null : endOf(history.lastStep).toISOString(),
      steps,
    },
    peak: peakOf(at, current, reach, used),
    runsOutAt: runsOut(at, current, Math.max(horizon, current + STEPS_A_DAY), usable),
    shortages: history.listShortages(usable),
  };
}

const AS_NOW = { method: 'last', error: null, coverage: null, recorded: false } as const;

const stepsIn = (minutes: number): number => Math.max(1, Math.ceil(minutes / STEP_MINUTES));

/** All steps, or evenly spaced ones, with the last. */
function stepsUpTo(current: number, horizon: number): number[] {
  const stride = Math.ceil((horizon - current) / MAX_STEPS);
  const steps: number[] = [];
  for (let step = current + stride; step < horizon; step += stride) steps.push(step);
  return [...steps, horizon];
}

/** At least what is used now: a forecast is made from steps that have ended. */
function peakOf(
  at: (step: number) => ForecastPoint,
  current: number,
  reach: number,
  used: number,
): Outlook['peak'] {
  let peak: Outlook['peak'] = { slots: used, by: null, recorded: at(reach).recorded };
  for (let step = current + 1; step <= reach; step += 1) {
    const { p95 } = at(step);
    if (p95 > peak.slots) peak = { ...peak, slots: p95, by: endOf(step) };
  }
  return peak;
}

function runsOut(
  at: (step: number) => ForecastPoint,
  current: number,
  last: number,
  usable: number,
): Date | null {
  for (let step = current + 1; step <= last; step += 1) {
    const { p95, recorded } = at(step);
    if (recorded && p95 > usable) return endOf(step);
  }
  return null;
}

const rounded = (slots: number): number => Math.round(slots * 10) / 10;

const stepDto = ({ step, p50, p95 }: Pick<ForecastPoint, 'step' | 'p50' | 'p95'>): ForecastStepDto => ({
  at: endOf(step).toISOString(),
  p50: rounded(p50),
  p95: rounded(p95),
});
