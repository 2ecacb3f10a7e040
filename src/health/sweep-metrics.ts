import { Injectable } from '@nestjs/common';
import { Distribution } from '../platform/observability/distribution.js';
import { LabelledCounts } from '../platform/observability/labelled-counts.js';
import { Metrics } from '../platform/observability/metrics.js';
import type { Changes } from './store/judgement.store.js';

const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Metrics of the sweeps of this process and their results. */
@Injectable()
export class SweepMetrics {
  private readonly durations = new Distribution(BOUNDS);
  private readonly results = new LabelledCounts('result', ['finished', 'failed']);
  private readonly changes = new LabelledCounts<keyof Changes>('change', [
    'unhealthy',
    'failed',
    'recovered',
    'held',
    'released',
  ]);
  private cleanedUp = 0;

  constructor(metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_sweeps_total',
      help: 'Sweeps that this process ran, by whether they finished.',
      read: () => this.results.readings,
    });
    metrics.addHistogram({
      name: 'worker_registration_sweep_duration_seconds',
      help: 'Duration of finished sweeps.',
      read: () => [[{}, this.durations]],
    });
    metrics.addCounter({
      name: 'worker_registration_sweep_changes_total',
      help: 'Workers whose health a sweep changed, and workers that a guard began or ceased to hold.',
      read: () => this.changes.readings,
    });
    metrics.addCounter({
      name: 'worker_registration_cleaned_up_workers_total',
      help: 'Workers that were FAILED for too long and became INACTIVE.',
      read: () => [[{}, this.cleanedUp]],
    });
  }

  /** Runs a sweep and records its metrics. */
  async recordSweep(sweep: () => Promise<Changes>): Promise<Changes> {
    const begun = performance.now();
    try {
      const changes = await sweep();
      this.durations.add((performance.now() - begun) / 1000);
      this.results.add('finished');
      for (const [change, workers] of Object.entries(changes))
        this.changes.add(change as keyof Changes, workers as number);
      return changes;
    } catch (error) {
      this.results.add('failed');
      throw error;
    }
  }

  cleanUp(workers: number): void {
    this.cleanedUp += workers;
  }
}
