import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { Distribution, SECONDS, SIZES } from '../../platform/observability/distribution.js';
import { LabelledCounts } from '../../platform/observability/labelled-counts.js';
import { Metrics } from '../../platform/observability/metrics.js';

/**
 * Reasons for refusing a heartbeat. Those without a valid credential never arrive here, and are counted
 * separately.
 */
const REASONS = [
  'validation_failed',
  'malformed_json',
  'unsupported_media_type',
  'worker_not_registered',
  'superseded',
  'worker_deregistered',
  'database_busy',
  'database_unavailable',
  'internal_error',
] as const satisfies readonly ErrorCode[];

/** Metrics of accepted and refused heartbeats, and of how they are written. */
@Injectable()
export class HeartbeatMetrics {
  private readonly refused = new LabelledCounts<ErrorCode>('reason', REASONS);
  private readonly sizes = new Distribution(SIZES);
  private readonly waits = new Distribution(SECONDS);
  private readonly writes = new Distribution(SECONDS);

  constructor(private readonly metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_heartbeats_refused_total',
      help: 'Refused heartbeats by error code, without those refused because of their credential.',
      read: () => this.refused.readings,
    });
    metrics.addHistogram({
      name: 'worker_registration_heartbeat_group_size',
      help: 'Number of workers per heartbeat batch.',
      read: () => [[{}, this.sizes]],
    });
    metrics.addHistogram({
      name: 'worker_registration_heartbeat_group_wait_seconds',
      help: 'Time that the first heartbeat of a batch waited for its statement to begin.',
      read: () => [[{}, this.waits]],
    });
    metrics.addHistogram({
      name: 'worker_registration_heartbeat_group_write_seconds',
      help: 'Time to write a batch.',
      read: () => [[{}, this.writes]],
    });
  }

  /** Number of waiting heartbeats, and their maximum. */
  watchWaiting(waiting: () => number, limit: number): void {
    this.metrics.addGauge({
      name: 'worker_registration_heartbeats_waiting',
      help: 'Heartbeats waiting to be written.',
      read: () => [[{}, waiting()]],
    });
    this.metrics.addGauge({
      name: 'worker_registration_heartbeats_waiting_limit',
      help: 'Maximum number of waiting heartbeats; beyond it the answer is 503.',
      read: () => [[{}, limit]],
    });
  }

  /** Counts a refused heartbeat. */
  countRefusal(error: unknown): void {
    this.refuseFor(error instanceof DomainError ? error.code : 'internal_error');
  }

  refuseFor(code: ErrorCode): void {
    this.refused.add(this.refused.has(code) ? code : 'internal_error');
  }

  /**
   * Records a written batch. Times are those of `performance.now()`: its first arrival, its begin and its
   * end.
   */
  recordGroup(size: number, first: number, begun: number, ended: number): void {
    this.sizes.add(size);
    this.waits.add((begun - first) / 1000);
    this.writes.add((ended - begun) / 1000);
  }
}
