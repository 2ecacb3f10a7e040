/** The forecast of capacity in the API's responses. */

export interface CapacityForecast {
  now: { usable: number; used: number; free: number; workers: number };
  forecast: { at: string; p50: number; p95: number; fresh: boolean };
  wanted: { workers: number; slots: number; why: string };
  runsOutAt: string | null;
}
