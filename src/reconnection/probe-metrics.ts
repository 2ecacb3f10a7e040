import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/observability/metrics.js';
import { Probes } from './probes.js';

/** The probes of this process. */
@Injectable()
export class ProbeMetrics {
  constructor(metrics: Metrics, probes: Probes) {
    metrics.counter({
      name: 'worker_registration_probes_total',
      help: 'Offline workers that were dialled: reached, failed, or refused as their address is not allowed.',
      read: () => Object.entries(probes.counts).map(([outcome, count]) => [{ outcome }, Number(count)]),
    });
    metrics.gauge({
      name: 'worker_registration_probes_running',
      help: 'Probes that are under way.',
      read: () => [[{}, probes.underWay]],
    });
  }
}
