import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { Instance } from './instance.js';

/** Metrics of the heartbeats that this process accepted, and of its gaps. */
@Injectable()
export class InstanceMetrics {
  constructor(metrics: Metrics, instance: Instance) {
    metrics.addCounter({
      name: 'worker_registration_heartbeats_taken_total',
      help: 'Accepted heartbeats, whose workers have the answer or will get it.',
      read: () => [[{}, instance.heartbeats]],
    });
    metrics.addCounter({
      name: 'worker_registration_gaps_total',
      help: 'Gaps, in which this process could not accept heartbeats; they do not count against workers.',
      read: () => [[{}, instance.gaps.count]],
    });
    metrics.addCounter({
      name: 'worker_registration_gap_seconds_total',
      help: 'Total duration of the gaps.',
      read: () => [[{}, instance.gaps.seconds]],
    });
  }
}
