import { Injectable } from '@nestjs/common';
import { LabelledCounts } from '../../platform/observability/labelled-counts.js';
import { Metrics } from '../../platform/observability/metrics.js';
import type { RegistrationOutcome } from '../../fleet/worker.js';

const OUTCOMES = ['created', 'refreshed', 'resumed', 'restarted', 'replaced'] as const;

/** Metrics of the registrations of this process. */
@Injectable()
export class RegistrationMetrics {
  private readonly counts = new LabelledCounts<RegistrationOutcome>('outcome', OUTCOMES);

  constructor(metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_registrations_total',
      help: 'Accepted registrations, single ones and those of batches, by outcome.',
      read: () => this.counts.readings,
    });
  }

  countOutcome(outcome: RegistrationOutcome): void {
    this.counts.add(outcome);
  }
}
