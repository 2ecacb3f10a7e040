import { Metrics } from '../platform/observability/metrics.js';
import { countProcess } from './process-metrics.js';

describe('The metrics of the process', () => {
  it('are measured once for all its applications, and keep no closed registry in memory', () => {
    const [one, other] = [new Metrics(), new Metrics()];
    for (const metrics of [one, other]) countProcess(metrics, '1.2.3');
    const lag = 'nodejs_eventloop_lag_seconds';
    expect(one.registry.getSingleMetric(lag)).toBeDefined();
    expect(one.registry.getSingleMetric(lag)).toBe(other.registry.getSingleMetric(lag));
  });
});
