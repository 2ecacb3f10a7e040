import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';
import type { Metrics } from '../platform/observability/metrics.js';

/**
 * Gauges with names that end like those of counters, which `promtool check metrics` refuses; each has an
 * equivalent by type.
 */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Metrics of the process: CPU, memory, garbage collection, and event loop lag. */
export function countProcess(metrics: Metrics, version: string): void {
  const { registry } = metrics;
  for (const metric of measureProcess()) registry.registerMetric(metric);
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  metrics.addCounter({
    name: 'worker_registration_event_loop_active_seconds_total',
    help: 'Time that the event loop was busy; its rate is the used share of one core, 1 is saturated.',
    read: () => [[{}, performance.eventLoopUtilization().active / 1000]],
  });
  metrics.addGauge({
    name: 'worker_registration_build_info',
    help: 'Always 1; the label has the version.',
    across: 'first',
    read: () => [[{ version, node: process.version }, 1]],
  });
}

let measured: Registry | undefined;

/**
 * Returns the measurements of the process, which are started once for all its applications: prom-client cannot end
 * them, and would keep the registry of each application, and with it the application, in memory.
 */
function measureProcess(): readonly Metric[] {
  if (measured === undefined) {
    measured = new Registry();
    collectDefaultMetrics({ register: measured });
  }
  const registry = measured;
  return registry.getMetricsAsArray().flatMap(({ name }) => registry.getSingleMetric(name) ?? []);
}
