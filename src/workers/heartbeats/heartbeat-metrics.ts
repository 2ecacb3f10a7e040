import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { Distribution, SECONDS, SIZES } from '../../platform/observability/distribution.js';
import { LabelledCounts } from '../../platform/observability/labelled-counts.js';
import { Metrics } from '../../platform/observability/metrics.js';

/** Why a heartbeat may be refused. Those without a valid credential never come here, and are counted as such. */
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

/** How heartbeats go into the database, and which do not. */
@Injectable()
export class HeartbeatMetrics {
  private readonly refused = new LabelledCounts<ErrorCode>('reason', REASONS);
  private readonly sizes = new Distribution(SIZES);
  private readonly waits = new Distribution(SECONDS);
  private readonly writes = new Distribution(SECONDS);

  constructor(private readonly metrics: Metrics) {
    metrics.counter({
      name: 'worker_registration_heartbeats_refused_total',
      help: 'Heartbeats that were refused, by the code of the error; not those refused for their credential.',
      read: () => this.refused.readings,
    });
    metrics.histogram({
      name: 'worker_registration_heartbeat_group_size',
      help: 'Workers whose heartbeats were written together.',
      read: () => [[{}, this.sizes]],
    });
    metrics.histogram({
      name: 'worker_registration_heartbeat_group_wait_seconds',
      help: 'How long the first heartbeat of a group waited for its statement to begin.',
      read: () => [[{}, this.waits]],
    });
    metrics.histogram({
      name: 'worker_registration_heartbeat_group_write_seconds',
      help: 'How long it took to write a group.',
      read: () => [[{}, this.writes]],
    });
  }

  /** The heartbeats that wait, and how many may. */
  watch(waiting: () => number, limit: number): void {
    this.metrics.gauge({
      name: 'worker_registration_heartbeats_waiting',
      help: 'Heartbeats that are not written yet.',
      read: () => [[{}, waiting()]],
    });
    this.metrics.gauge({
      name: 'worker_registration_heartbeats_waiting_limit',
      help: 'The most that may wait; beyond it the answer is 503.',
      read: () => [[{}, limit]],
    });
  }

  /** A heartbeat is refused for that. */
  refuse(error: unknown): void {
    this.refuseFor(error instanceof DomainError ? error.code : 'internal_error');
  }

  refuseFor(code: ErrorCode): void {
    this.refused.add(this.refused.has(code) ? code : 'internal_error');
  }

  /** A group of so many is written. Moments are those of `performance.now()`: of its first arrival, its begin and its end. */
  group(size: number, first: number, begun: number, ended: number): void {
    this.sizes.add(size);
    this.waits.add((begun - first) / 1000);
    this.writes.add((ended - begun) / 1000);
  }
}
