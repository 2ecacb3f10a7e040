import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import type { EventDto } from '../dto/event.dto.js';
import type { JournalTail } from '../stream/journal-tail.js';
import { isAfter, type Position } from '../stream/position.js';
import { eventOf, type StreamEvent } from '../stream/recent-events.js';
import { CLAIM_SECONDS, type CursorStore } from './store/cursor.store.js';

/** Handles one event; a rejected promise repeats it later. */
export type EventHandler = (event: EventDto) => unknown;

const PAGE = 100;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
const RENEW_MS = (CLAIM_SECONDS * 1000) / 3;

/**
 * Handles events one after the other by a named cursor: each event at least once, by one consumer of all instances. An event
 * whose handler fails is repeated, and later events wait for it.
 */
export class CursorConsumer {
  private readonly logger = new Logger('WorkerEvents');
  private readonly id = uuid();
  private readonly stopping = new AbortController();
  private readonly done: Promise<void>;
  private held = false;
  private renewedAt = 0;
  private wake: () => void = () => undefined;

  constructor(
    private readonly name: string,
    private readonly wants: (event: StreamEvent) => boolean,
    private readonly handle: EventHandler,
    private readonly tail: JournalTail,
    private readonly store: CursorStore,
  ) {
    this.done = this.run();
  }

  /** Reports that there may be new events. */
  notify(): void {
    this.wake();
  }

  /** Waits for the handler in progress, and lets another consumer continue. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.done;
    if (this.held) await this.store.releaseCursor(this.name, this.id).catch(() => undefined);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        const isBehind = await this.round();
        failures = 0;
        if (!isBehind) await this.rest(LONGEST_PAUSE_MS);
      } catch (error) {
        failures += 1;
        logUnlessUnavailable(this.logger, error);
        await this.rest(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
      }
    }
  }

  /** Handles one page of events. @returns whether there may be more */
  private async round(): Promise<boolean> {
    const place = await this.claim();
    if (place === undefined) return false;
    const now = await this.tail.readHead();
    if (isAfter(place, now)) return this.begin(now);
    const events = await this.tail.readAfter(place, PAGE);
    for (const event of events) {
      if (this.stopping.signal.aborted || !this.held) return false;
      if (this.wants(event)) await this.handleOne(event);
      // Also when the handler took long: the next event must not be handled twice.
      if (this.wants(event) || event === events.at(-1)) await this.advance(event);
    }
    return events.length === PAGE;
  }

  /** Another server, or one that lost its latest data: places of the old journal are void. */
  private async begin(now: Position): Promise<boolean> {
    this.logger.warn(
      `The journal is another one than that of the cursor ${this.name}: it continues from now`,
    );
    await this.store.advanceCursor(this.name, this.id, now);
    return false;
  }

  private async handleOne(event: StreamEvent): Promise<void> {
    // The claim outlives handlers that take longer than it.
    const renewal = setInterval(() => void this.claim().catch(() => undefined), RENEW_MS);
    try {
      await this.handle(eventOf(event));
    } finally {
      clearInterval(renewal);
    }
  }

  private async claim(): Promise<Position | undefined> {
    const place = await this.store.claimCursor(this.name, this.id, await this.tail.readHead());
    this.held = place !== undefined;
    this.renewedAt = performance.now();
    return place;
  }

  private async advance(event: StreamEvent): Promise<void> {
    this.held = await this.store.advanceCursor(this.name, this.id, event);
    if (this.held && performance.now() - this.renewedAt > RENEW_MS) await this.claim();
  }

  private async rest(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const over = new AbortController();
    await Promise.race([woken, pause(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
  }
}
