import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { collected, histogramSamples, single, type Source } from './collected.js';
import type { Distribution } from './distribution.js';

/**
 * What this process counts. Each feature makes its own metrics, with names that begin with `worker_registration_`, and
 * counts in plain numbers, which are read when somebody scrapes.
 * The registry is not prom-client's global one: two applications may live in one process.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** What only grows. */
  counter(source: Source<number>): void {
    this.registry.registerMetric(collected('counter', source, single));
  }

  /** What goes up and down. */
  gauge(source: Source<number>): void {
    this.registry.registerMetric(collected('gauge', source, single));
  }

  /** How values are spread. */
  histogram(source: Source<Distribution>): void {
    this.registry.registerMetric(collected('histogram', source, histogramSamples(source.name)));
  }
}
