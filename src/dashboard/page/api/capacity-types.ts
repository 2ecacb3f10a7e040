/** The forecast of capacity in the API's responses. */

export interface CapacityForecast {
  now: { usable: number; used: number; free: number; workers: number };
  forecast: { at: string; p50: number; p95: number; fresh: boolean };
  wanted: { workers: number; slots: number; why: string };
  runsOutAt: string | null;
}

export interface Slots {
  workers: number;
  usable: number;
  used: number;
  free: number;
  suspect: number;
  draining: number;
  expected: number;
}

export interface ForecastStep {
  at: string;
  p50: number;
  p95: number;
}

export interface CapacityAnswer {
  pool: string | null;
  zone: string | null;
  pools: readonly string[];
  now: Slots & { unmetPerMinute: number; zones: readonly (Slots & { zone: string | null })[] };
  forecast: ForecastStep & {
    method: string;
    error: number | null;
    coverage: number | null;
    points: number;
    fresh: boolean;
    steps: readonly ForecastStep[];
  };
  wanted: { workers: number; slots: number; why: string };
  /** Null for a zone. */
  leave: {
    count: number;
    workers: readonly { workerId: string; zone: string | null; jobs: number; why: string }[];
  } | null;
  runsOutAt: string | null;
  shortages: readonly { sentence: string }[];
  generatedAt: string;
}

export interface CapacityHistory {
  from: string;
  until: string;
  stepMinutes: number;
  points: readonly { at: string; usable: number; used: number; peak: number; unmet: number }[];
}

export interface WeekHour {
  day: number;
  hour: number;
  used: number;
  peak: number;
  usable: number;
  weeks: number;
}

export interface CapacityWeek {
  hours: readonly WeekHour[];
}

export interface Warning {
  id: string;
  kind: string;
  worker: { id: string; workerId: string; zone: string | null } | null;
  pool: string | null;
  sentence: string;
  since: string;
  expectedAt: string | null;
  endedAt: string | null;
  outcome: 'right' | 'wrong' | 'void' | null;
}

/** The last hour of a worker, a figure for each minute; of lateness for each hour. */
export interface Trend {
  until: string;
  memoryUsage: readonly (number | null)[];
  eventLoopLagMs: readonly (number | null)[];
  errors: readonly (number | null)[];
  latenessSeconds: readonly (number | null)[];
}

export interface Warnings {
  enabled: boolean;
  total: number;
  warnings: readonly Warning[];
  kinds: readonly {
    kind: string;
    method: string;
    open: number;
    record: {
      right: number;
      wrong: number;
      voided: number;
      pending: number;
      medianLeadMinutes: number | null;
    };
  }[];
  trend: Trend | null;
  evaluatedAt: string | null;
}
