import { Injectable } from '@nestjs/common';
import { LabelledCounts } from '../platform/observability/labelled-counts.js';
import { Metrics } from '../platform/observability/metrics.js';
import { SESSION_ENDS, type SessionEnd } from './session-end.js';

const RECEIVED = ['beat', 'bye', 'invalid'] as const;
const SENT = [
  'ready',
  'ack',
  'refused',
  'command',
  'revoked',
  'token',
  'interval',
  'superseded',
  'going-away',
] as const;

/** Counts the sessions of this process and their frames. */
@Injectable()
export class SessionMetrics {
  private readonly received = new LabelledCounts<string>('type', RECEIVED);
  private readonly sent = new LabelledCounts<string>('type', SENT);
  private readonly ends = new LabelledCounts<SessionEnd>('reason', SESSION_ENDS);
  private opened = 0;

  constructor(private readonly metrics: Metrics) {
    metrics.addCounter({
      name: 'worker_registration_sessions_opened_total',
      help: 'Sessions of workers that were opened.',
      read: () => [[{}, this.opened]],
    });
    metrics.addCounter({
      name: 'worker_registration_sessions_ended_total',
      help: 'Sessions of workers that ended, by reason.',
      read: () => this.ends.readings,
    });
    metrics.addCounter({
      name: 'worker_registration_session_frames_received_total',
      help: 'Frames that workers sent, by type.',
      read: () => this.received.readings,
    });
    metrics.addCounter({
      name: 'worker_registration_session_frames_sent_total',
      help: 'Frames that workers were sent, by type.',
      read: () => this.sent.readings,
    });
  }

  /** @param open returns the number of open sessions */
  watchOpen(open: () => number): void {
    this.metrics.addGauge({
      name: 'worker_registration_sessions_open',
      help: 'Open sessions of workers.',
      read: () => [[{}, open()]],
    });
  }

  countOpening(): void {
    this.opened += 1;
  }

  countEnd(how: SessionEnd): void {
    this.ends.add(how);
  }

  countReceived(type: string): void {
    this.received.add(type);
  }

  countSent(type: string): void {
    this.sent.add(type);
  }
}
