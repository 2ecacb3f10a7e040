import { Injectable } from '@nestjs/common';
import { errorTable, type ErrorCode } from '../platform/errors/error-table.js';
import { LabelledCounts } from '../platform/observability/labelled-counts.js';
import { Metrics } from '../platform/observability/metrics.js';

const REASONS = (Object.keys(errorTable) as ErrorCode[]).filter((code) =>
  [401, 403].includes(errorTable[code].status),
);

/** Counts requests that were refused because of their credential. */
@Injectable()
export class Refusals {
  private readonly counts = new LabelledCounts('reason', REASONS);

  constructor(metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_refused_credentials_total',
      help: 'Requests that were refused because of their credential, by error code.',
      read: () => this.counts.readings,
    });
  }

  /**
   * Must be called once per refused request, whatever else is tried for it. Refusals that are not the fault
   * of a credential are not counted.
   */
  countRefusal(reason: ErrorCode): void {
    this.counts.add(reason);
  }
}
