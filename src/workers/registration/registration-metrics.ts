import { Injectable } from '@nestjs/common';
import { LabelledCounts } from '../../platform/observability/labelled-counts.js';
import { Metrics } from '../../platform/observability/metrics.js';
import type { RegistrationOutcome } from '../../fleet/worker.js';

const OUTCOMES = ['created', 'refreshed', 'resumed', 'restarted', 'replaced'] as const;

/** The registrations that this process took. */
@Injectable()
export class RegistrationMetrics {
  private readonly counts = new LabelledCounts<RegistrationOutcome>('outcome', OUTCOMES);

  constructor(metrics: Metrics) {
    metrics.counter({
      name: 'worker_registration_registrations_total',
      help: 'Registrations that were taken, single ones and those of batches, by what came of them.',
      read: () => this.counts.readings,
    });
  }

  count(outcome: RegistrationOutcome): void {
    this.counts.add(outcome);
  }
}
