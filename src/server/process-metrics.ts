import { collectDefaultMetrics } from 'prom-client';
import type { Metrics } from '../platform/observability/metrics.js';

/** Gauges whose names end like those of counters, which `promtool check metrics` refuses; each has one by type beside it. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The process itself: CPU, memory, garbage, and how late the event loop is. */
export function countProcess(metrics: Metrics, version: string): void {
  const { registry } = metrics;
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  metrics.counter({
    name: 'worker_registration_event_loop_active_seconds_total',
    help: 'How long the event loop was busy; its rate is the share of one core that is in use, 1 is saturated.',
    read: () => [[{}, performance.eventLoopUtilization().active / 1000]],
  });
  metrics.gauge({
    name: 'worker_registration_build_info',
    help: 'Always 1; the version is in the label.',
    across: 'first',
    read: () => [[{ version, node: process.version }, 1]],
  });
}
