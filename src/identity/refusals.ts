import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { errorTable, type ErrorCode } from '../platform/errors/error-table.js';
import { Metrics } from '../platform/observability/metrics.js';

const REASONS = (Object.keys(errorTable) as ErrorCode[]).filter((code) =>
  [401, 403].includes(errorTable[code].status),
);

/** Counts the requests that were refused for the credential that they showed. */
@Injectable()
export class Refusals {
  private readonly counter: Counter<'reason'>;

  constructor({ registry }: Metrics) {
    this.counter = new Counter({
      name: 'worker_registration_refused_credentials_total',
      help: 'Requests that were refused for the credential that they showed, by the code of the error.',
      labelNames: ['reason'],
      registers: [registry],
    });
    // A rate over time is right from the first refusal on only where the count was there before it.
    for (const reason of REASONS) this.counter.inc({ reason }, 0);
  }

  /** To be called once a refused request, whatever else is tried for it. What is no credential's fault is not counted. */
  count(reason: ErrorCode): void {
    if (REASONS.includes(reason)) this.counter.inc({ reason });
  }
}
