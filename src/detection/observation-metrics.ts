import { Injectable } from '@nestjs/common';
import { LabelledCounts } from '../platform/observability/labelled-counts.js';
import { Metrics } from '../platform/observability/metrics.js';
import { OBSERVATION_KINDS, type ObservationKind } from './store/observation.store.js';

/** Counts the reports of schedulers that this process received. */
@Injectable()
export class ObservationMetrics {
  private readonly counts = new LabelledCounts<ObservationKind | 'ignored'>('kind', [
    ...OBSERVATION_KINDS,
    'ignored',
  ]);

  constructor(metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_observations_total',
      help: 'Reports of schedulers about workers, by what they observed; ignored: those that do not count.',
      read: () => this.counts.readings,
    });
  }

  countReport(kind: ObservationKind, isCounted: boolean): void {
    this.counts.add(isCounted ? kind : 'ignored');
  }
}
