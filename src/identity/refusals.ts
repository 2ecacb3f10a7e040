import { Injectable } from '@nestjs/common';
import { errorTable, type ErrorCode } from '../platform/errors/error-table.js';
import { LabelledCounts } from '../platform/observability/labelled-counts.js';
import { Metrics } from '../platform/observability/metrics.js';

const REASONS = (Object.keys(errorTable) as ErrorCode[]).filter((code) =>
  [401, 403].includes(errorTable[code].status),
);

/** Counts the requests that were refused for the credential that they showed. */
@Injectable()
export class Refusals {
  private readonly counts = new LabelledCounts('reason', REASONS);

  constructor(metrics: Metrics) {
    metrics.counter({
      name: 'worker_registration_refused_credentials_total',
      help: 'Requests that were refused for the credential that they showed, by the code of the error.',
      read: () => this.counts.readings,
    });
  }

  /** To be called once a refused request, whatever else is tried for it. What is no credential's fault is not counted. */
  count(reason: ErrorCode): void {
    this.counts.add(reason);
  }
}
