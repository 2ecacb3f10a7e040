import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/observability/metrics.js';
import { Probes } from './probes.js';

/** Metrics of the probes of this process. */
@Injectable()
export class ProbeMetrics {
  constructor(metrics: Metrics, probes: Probes) {
    metrics.addCounter({
      name: 'worker_registration_probes_total',
      help: 'Probes of offline workers: reached, failed, or refused because the address is not allowed.',
      read: () => Object.entries(probes.counts).map(([outcome, count]) => [{ outcome }, Number(count)]),
    });
    metrics.addGauge({
      name: 'worker_registration_probes_running',
      help: 'Probes under way.',
      read: () => [[{}, probes.underWay]],
    });
  }
}
