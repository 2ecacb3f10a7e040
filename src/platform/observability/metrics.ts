import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collected, histogramSamples, single, type Source } from './collected.js';
import type { Distribution } from './distribution.js';

/**
 * The metrics of this process. Each feature registers its own metrics, with names that begin with
 * `worker_registration_`, and counts in plain numbers, which are read at each scrape. The registry is not
 * prom-client's global one, because two applications may run in one process.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** A value that only grows. */
  addCounter(source: Source<number>): void {
    this.registry.registerMetric(collected('counter', source, single));
  }

  /** A value that rises and falls. */
  addGauge(source: Source<number>): void {
    this.registry.registerMetric(collected('gauge', source, single));
  }

  /** A distribution of values. */
  addHistogram(source: Source<Distribution>): void {
    this.registry.registerMetric(collected('histogram', source, histogramSamples(source.name)));
  }
}
