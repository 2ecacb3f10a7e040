import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/observability/metrics.js';
import { WarningsService } from './warnings.service.js';

/** Metrics of warnings. Each process reports the same figures: do not add them up. */
@Injectable()
export class WarningMetrics {
  constructor(metrics: Metrics, warnings: WarningsService) {
    metrics.addGauge({
      name: 'worker_registration_warnings',
      help: 'Warnings that hold now, by kind.',
      across: 'first',
      read: async () => (await warnings.readKinds()).map(({ kind, open }) => [{ kind }, open] as const),
    });
    metrics.addGauge({
      name: 'worker_registration_warnings_judged',
      help: 'Warnings of the last 90 days by kind, and by what became of them: right, wrong or void.',
      across: 'first',
      read: async () =>
        (await warnings.readKinds()).flatMap(({ kind, record: { right, wrong, voided } }) => [
          [{ kind, outcome: 'right' }, right] as const,
          [{ kind, outcome: 'wrong' }, wrong] as const,
          [{ kind, outcome: 'void' }, voided] as const,
        ]),
    });
  }
}
