import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { AccessRule } from '../../identity/access/access-rule.js';
import { AccessService } from '../../identity/access/access.service.js';
import type { Shown } from '../../identity/access/shown.js';
import { AccessSignal } from '../../identity/access-signal.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { errorTable } from '../../platform/errors/error-table.js';
import type { ResetReason } from './blocks.js';
import { EventReader, type End } from './event-reader.js';
import type { Filter } from './filter.js';
import { JournalTail } from './journal-tail.js';
import { readPosition, type Position } from './position.js';
import { StreamMetrics } from './stream-metrics.js';

export const STREAM_ACCESS: AccessRule = { role: 'viewer', scope: 'part' };

const TICK_MS = 1000;
/** Well below the minute after which most proxies close an idle connection. */
const BEAT_TICKS = 15;

const COME_BACK_SECONDS = 5;

/** Where a stream begins, and why not where its reader had left it. */
interface Start {
  readonly position: Position;
  readonly reset?: ResetReason;
}

interface Stream {
  readonly reader: EventReader;
  readonly shown: Shown;
  readonly begunAt: number;
}

/** Manages the streams of this process: admits, starts and ends them. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly streams = new Set<Stream>();
  private readonly most: number;
  private opening = 0;
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly tail: JournalTail,
    private readonly access: AccessService,
    private readonly metrics: StreamMetrics,
    signal: AccessSignal,
    @Inject(SETTINGS) { server }: Settings,
  ) {
    this.most = server.maxEventStreams;
    // The keys themselves are notified first.
    signal.onChange('api_key', () => this.check());
    signal.onChange('session', () => this.check());
  }

  /**
   * Finds where a stream begins, and starts it.
   * @param lastEventId the last event that the reader has; without it the stream begins now
   * @param answer begins the response once nothing can be refused any more
   * @throws DomainError `streams_full`; `database_unavailable`, `database_busy`
   */
  async openStream(
    filter: Filter,
    lastEventId: string | undefined,
    shown: Shown,
    answer: () => ServerResponse,
  ): Promise<void> {
    this.requireRoom();
    this.opening += 1;
    try {
      const start = await this.startOf(lastEventId);
      if (this.stopped) this.requireRoom();
      this.begin(answer(), filter, start, shown, lastEventId ?? '');
    } finally {
      this.opening -= 1;
    }
  }

  onModuleDestroy(): void {
    this.stopped = true;
    for (const { reader } of this.streams) reader.endStream('stopping');
  }

  private requireRoom(): void {
    const message = this.stopped ? 'The service is stopping' : undefined;
    if (message === undefined && this.streams.size + this.opening < this.most) return;
    throw new DomainError('streams_full', {
      ...(message && { message }),
      retryAfterSeconds: COME_BACK_SECONDS,
    });
  }

  private async startOf(lastEventId: string | undefined): Promise<Start> {
    const now = await this.tail.readHead();
    if (lastEventId === undefined || lastEventId === '') return { position: now };
    const position = readPosition(lastEventId);
    if (position === undefined) return { position: now, reset: 'unknown' };
    return (await this.tail.hasEvent(position)) ? { position } : { position: now, reset: 'expired' };
  }

  private begin(
    response: ServerResponse,
    filter: Filter,
    { position, reset }: Start,
    shown: Shown,
    lastEventId: string,
  ): void {
    const reader = new EventReader(response, filter, this.tail, position, (end) => this.forget(stream, end));
    const stream: Stream = { reader, shown, begunAt: this.ticks };
    this.streams.add(stream);
    this.metrics.countBegin();
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    if (reset !== undefined) reader.reportReset(reset, lastEventId);
    void reader.followJournal();
  }

  private forget(stream: Stream, end: End): void {
    if (!this.streams.delete(stream)) return;
    this.metrics.countEnd(end);
    if (this.streams.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.ticks += 1;
    for (const { reader, begunAt } of this.streams)
      if ((this.ticks - begunAt) % BEAT_TICKS === 0) reader.sendHeartbeat();
    // A credential that is no longer valid ends its streams.
    this.check();
  }

  private check(): void {
    this.checking ??= this.checkAccess().finally(() => (this.checking = undefined));
  }

  private async checkAccess(): Promise<void> {
    for (const { reader, shown } of this.streams)
      if (!(await this.isGood(shown))) reader.endStream('refused');
  }

  private async isGood(shown: Shown): Promise<boolean> {
    try {
      await this.access.admitRequest(shown, STREAM_ACCESS);
      return true;
    } catch (error) {
      // A check that is not possible now is repeated later.
      return !(error instanceof DomainError) || errorTable[error.code].status >= 500;
    }
  }
}
