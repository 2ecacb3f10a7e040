import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { Instance } from './instance.js';

/** What this process took of heartbeats, and when it could take none. */
@Injectable()
export class InstanceMetrics {
  constructor(metrics: Metrics, instance: Instance) {
    metrics.counter({
      name: 'worker_registration_heartbeats_taken_total',
      help: 'Heartbeats that were taken: those whose workers have the answer, or will.',
      read: () => [[{}, instance.heartbeats]],
    });
    metrics.counter({
      name: 'worker_registration_gaps_total',
      help: 'Times in which this process could take no heartbeat; no worker is blamed for them.',
      read: () => [[{}, instance.gaps.count]],
    });
    metrics.counter({
      name: 'worker_registration_gap_seconds_total',
      help: 'How long they lasted together.',
      read: () => [[{}, instance.gaps.seconds]],
    });
  }
}
