import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../platform/observability/metrics.js';
import { ENDS, type End } from './event-reader.js';
import { JournalTail } from './journal-tail.js';

/** Metrics of the streams of this process. */
@Injectable()
export class StreamMetrics {
  private readonly readers: Gauge;
  private readonly ends: Counter<'reason'>;

  constructor({ registry }: Metrics, tail: JournalTail) {
    const registers = [registry];
    this.readers = new Gauge({
      name: 'worker_registration_event_streams',
      help: 'Connected readers of /events/stream.',
      registers,
    });
    this.ends = new Counter({
      name: 'worker_registration_event_streams_ended_total',
      help: 'Streams that ended: closed by their reader, slow, refused (its credential is no longer valid), failed, stopping.',
      labelNames: ['reason'],
      registers,
    });
    for (const reason of ENDS) this.ends.inc({ reason }, 0);
    // oxlint-disable-next-line no-new -- it is kept by its registry
    new Gauge({
      name: 'worker_registration_event_stream_lag_seconds',
      help: 'How far the streams are behind the journal: a transaction that began before an event still runs, or the database is unavailable.',
      registers,
      aggregator: 'max',
      collect() {
        this.set(tail.behindMs / 1000);
      },
    });
  }

  countBegin(): void {
    this.readers.inc();
  }

  countEnd(reason: End): void {
    this.readers.dec();
    this.ends.inc({ reason });
  }
}
