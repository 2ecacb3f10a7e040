// What forecasts are compared with: each rule observes a series step by step, like the forecaster, and names the value
// that 95 % of the values 30 minutes ahead should not exceed.
import { Forecaster } from '../../dist/foresight/forecasting/forecaster.js';
import { Residuals } from '../../dist/foresight/forecasting/residuals.js';

/** The 95 % quantile of the normal distribution, in standard deviations. */
const NORMAL_95 = 1.645;
const RESIDUALS = 864;

export function ours({ day, week }, steps) {
  const forecaster = new Forecaster({ day, week }, [steps]);
  return { observe: (value) => forecaster.observe(value), upper: () => forecaster.forecast(steps).p95 };
}

/** The value of one season ago, plus 1.645 standard deviations of its errors so far: the usual interval. */
export function seasonalNaive({ values, day: season }, steps) {
  let [at, sum, count] = [-1, 0, 0];
  return {
    observe(value) {
      at += 1;
      const error = value - values[at - season];
      if (Number.isNaN(error)) return;
      sum += error ** 2;
      count += 1;
    },
    upper: () => values[at + steps - season] + NORMAL_95 * Math.sqrt(sum / count),
  };
}

/** The value of one season ago, plus the 95 % quantile of its own last errors: the interval that ours has too. */
export function seasonalConformal({ values }, season, steps) {
  const residuals = new Residuals(RESIDUALS);
  let at = -1;
  return {
    observe(value) {
      at += 1;
      const error = value - values[at - season];
      if (!Number.isNaN(error)) residuals.add(error);
    },
    upper: () => values[at + steps - season] + residuals.quantile(0.95),
  };
}
