// Forecasts of @bsull/augurs alone: MSTL with ETS, fitted afresh at each origin, with the intervals of the model.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initSync, MSTL } from '@bsull/augurs/mstl';

initSync({
  module: await readFile(fileURLToPath(new URL('mstl_bg.wasm', import.meta.resolve('@bsull/augurs/mstl')))),
});

/**
 * Fits a model to a past without missing values.
 * @returns `steps` points with lower and upper bounds; undefined if the model cannot be fitted
 */
export function augursForecast(past, seasons, steps, level) {
  const usable = seasons.filter((season) => past.length > 2 * season);
  if (usable.length === 0) return undefined;
  const model = MSTL.ets(usable);
  try {
    model.fit(Float64Array.from(past));
    const { point, intervals } = model.predict(steps, level);
    return { points: point, lower: intervals.lower, upper: intervals.upper };
  } catch {
    return undefined;
  } finally {
    model.free();
  }
}

/** Fills steps without a value with the value before. */
export function filled(values) {
  let last = values.find((value) => !Number.isNaN(value));
  return Array.from(values, (value) => (last = Number.isNaN(value) ? last : value));
}
