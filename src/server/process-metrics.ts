import { collectDefaultMetrics } from 'prom-client';
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
  collectDefaultMetrics({ register: registry });
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
