import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { beginBlock, heartbeatBlock, resetBlock, type ResetReason } from './blocks.js';
import type { Filter } from './filter.js';
import type { Owners } from '../store/stream.store.js';
import { NO_OWNERS, type Follower, type JournalTail } from './journal-tail.js';
import { isAfter, positionText, type Position } from './position.js';
import type { StreamEvent } from './recent-events.js';

/** A reader with more unread bytes than this is disconnected, and may resume: its last id says what it has read. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** A reader that reads nothing for this many heartbeats is disconnected too. */
const MAX_SILENT_BEATS = 4;

/** A reader that is behind gets this many events at a time, and more when it has read most of them. */
const PIECE = 500;
const PIECE_BYTES = 64 * 1024;
const PIECE_INTERVAL_MS = 20;

/** Why a stream ended: closed by its reader, or by the service. */
export const ENDS = ['closed', 'slow', 'refused', 'failed', 'stopping'] as const;
export type End = (typeof ENDS)[number];

/** One stream: sends what its reader missed, then new events. */
export class EventReader implements Follower {
  private leave: (() => void) | undefined;
  private life: number;
  private silentBeats = 0;
  private ended: End | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly filter: Filter,
    private readonly tail: JournalTail,
    /** The place of the last event that the reader received, or that its filter excluded. */
    private position: Position,
    private readonly onEnd: (end: End) => void,
  ) {
    this.life = tail.life;
    response.on('error', () => this.endStream('closed')).on('close', () => this.endStream('closed'));
    this.write(beginBlock(position));
  }

  get needsOwners(): boolean {
    return this.filter.needsOwners;
  }

  /** Reports that the requested position could not be resumed. */
  reportReset(reason: ResetReason, lastEventId: string): void {
    this.write(resetBlock(this.position, reason, lastEventId));
  }

  /** Sends what the reader missed, then joins the live stream. */
  async followJournal(): Promise<void> {
    // The reader may have disconnected during the lookup of its place.
    if (this.response.destroyed) this.endStream('closed');
    try {
      while (this.ended === undefined && this.leave === undefined) {
        const events = await this.tail.readAfter(this.position, PIECE);
        if (this.life !== this.tail.life) await this.restartAt();
        else if (events.length > 0) this.sendEvents(events, await this.ownersOf(events));
        else if (this.tail.isHead(this.position)) this.leave = this.tail.addFollower(this);
        await this.read();
      }
    } catch {
      // The database is unavailable, or worse: the reader will reconnect.
      this.endStream('failed');
    }
    if (this.ended !== undefined) this.leave?.();
  }

  sendEvents(events: readonly StreamEvent[], owners: Owners, shared?: Map<string, Buffer>): void {
    const last = events.at(-1)!;
    if (this.ended !== undefined || !isAfter(last, this.position)) return;
    const isNew = isAfter(events[0]!, this.position);
    this.write(this.textOf(isNew ? events : this.unseen(events), owners, isNew ? shared : undefined));
    this.position = last;
  }

  restartSoon(): void {
    void this.restartAt().catch(() => this.endStream('failed'));
  }

  sendHeartbeat(): void {
    this.silentBeats = this.response.writableLength > 0 ? this.silentBeats + 1 : 0;
    if (this.silentBeats >= MAX_SILENT_BEATS) this.endStream('slow');
    else this.write(heartbeatBlock(this.position, this.tail.behindMs));
  }

  /** Ends the stream; a reader that is disconnected for being slow loses its unread data. */
  endStream(reason: End): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.leave?.();
    if (reason === 'slow') this.response.destroy();
    else this.response.end();
    this.onEnd(reason);
  }

  private async restartAt(): Promise<void> {
    const before = positionText(this.position);
    this.life = this.tail.life;
    this.position = await this.tail.readHead();
    this.reportReset('unknown', before);
  }

  private unseen(events: readonly StreamEvent[]): StreamEvent[] {
    return events.filter((event) => isAfter(event, this.position));
  }

  private async ownersOf(events: readonly StreamEvent[]): Promise<Owners> {
    return this.needsOwners ? this.tail.ownersOf(events) : NO_OWNERS;
  }

  private textOf(events: readonly StreamEvent[], owners: Owners, shared?: Map<string, Buffer>): Buffer {
    const known = shared?.get(this.filter.key);
    if (known !== undefined) return known;
    const wanted = events.filter((each) => this.filter.lets(each, owners));
    const text = Buffer.concat(wanted.map((each) => this.filter.blockOf(each)));
    shared?.set(this.filter.key, text);
    return text;
  }

  private write(text: Buffer | string): void {
    if (this.ended !== undefined || text.length === 0) return;
    // Compares what was unread before: one large page alone disconnects no reader.
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.endStream('slow');
    else this.response.write(text);
  }

  /** Waits until the reader has read most of its data; other readers are served meanwhile. */
  private async read(): Promise<void> {
    await nextTurn();
    while (this.ended === undefined && this.response.writableLength > PIECE_BYTES)
      await pause(PIECE_INTERVAL_MS);
  }
}
