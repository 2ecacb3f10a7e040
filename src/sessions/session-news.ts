import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { refusalOf } from '../fleet/refusal.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import { JournalSignal } from '../journal/stream/journal-signal.service.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { SessionBeats } from '../workers/heartbeats/session-beats.service.js';
import { SessionNewsStore, type SessionNews } from './store/session-news.store.js';
import type { WorkerSession } from './worker-session.js';
import { WorkerSessions } from './worker-sessions.service.js';

/** Minimum time between two reads. */
const READ_INTERVAL_MS = 50;
/** Maximum delay of news if a notification was lost, or without notifications. */
const QUIET_INTERVAL_MS = 5000;
const DEAF_INTERVAL_MS = 1000;

/**
 * Sends workers over their sessions what has happened to them, caused by any instance: orders, released jobs, another
 * process that has taken over. The journal signals when to look; what is sent is the difference to what was sent before.
 */
@Injectable()
export class SessionNewsReader implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Sessions');
  /** The transaction whose events are read next; undefined while there is no session. */
  private since: string | undefined;
  private asked = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly sessions: WorkerSessions,
    private readonly store: SessionNewsStore,
    private readonly signal: JournalSignal,
    private readonly beats: SessionBeats,
    private readonly workers: FencedWorkers,
  ) {}

  onModuleInit(): void {
    this.sessions.onBegin((session, opened) => {
      this.signal.onWrite(this.wake);
      // Before the first read, nothing is known about events since the session was opened.
      if (this.since === undefined || opened.hasRevokedJobs) this.asked.add(session.worker.id);
      this.schedule(this.asked.size > 0 ? 0 : QUIET_INTERVAL_MS);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.reading;
  }

  private readonly wake = (): void => this.schedule(0);

  private schedule(delayMs: number): void {
    if (this.stopped || this.sessions.count === 0) return;
    const dueAt = Math.max(performance.now() + delayMs, this.readAt + READ_INTERVAL_MS);
    if (dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => void this.round(), Math.max(0, dueAt - performance.now())).unref();
  }

  private async round(): Promise<void> {
    this.dueAt = Infinity;
    if (this.reading !== undefined) return this.schedule(READ_INTERVAL_MS);
    this.reading = this.read().catch((error: unknown) => logUnlessUnavailable(this.logger, error));
    await this.reading;
    this.reading = undefined;
    if (this.sessions.count === 0) this.since = undefined;
    this.schedule(this.signal.isLive ? QUIET_INTERVAL_MS : DEAF_INTERVAL_MS);
  }

  private async read(): Promise<void> {
    this.readAt = performance.now();
    const ids = [...this.asked];
    const { next, news } = await this.store.readSessionNews(this.since, ids);
    this.since = next;
    for (const id of ids) this.asked.delete(id);
    for (const each of news) {
      const session = this.sessions.findSession(each.id);
      if (session !== undefined) await this.sendNews(session, each);
    }
  }

  private async sendNews(session: WorkerSession, { worker }: SessionNews): Promise<void> {
    if (worker === undefined) {
      session.endInvalid(await this.workers.explainMissing(session.worker));
      return;
    }
    const { incarnation, presence, reason, leaseSeconds, revokedJobs } = worker;
    if (incarnation > session.worker.incarnation) {
      session.endSuperseded(incarnation);
      return;
    }
    if (presence === 'LEFT') {
      // Without `stop`: that is for a heartbeat that completes a drain.
      session.endInvalid(refusalOf({ presence, reason, fence: null }, true));
      return;
    }
    session.sendCommands(this.beats.commandsFor(worker));
    session.sendRevoked(revokedJobs);
    session.tellInterval(leaseSeconds);
  }
}
