import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import { StreamStore, type Owners, type StreamedRows } from '../store/stream.store.js';
import { JournalSignal } from './journal-signal.service.js';
import { BEGINNING, FIRST_OWN, isAfter, isSame, type Position } from './position.js';
import { RecentEvents, streamEvent, type StreamEvent } from './recent-events.js';

const PAGE = 1000;

/** Events kept in memory for readers that reconnect: minutes' worth, in most fleets. */
const MAX_RECENT = 10_000;
const MAX_RECENT_BYTES = 16 * 1024 * 1024;
/** Events loaded at the start: after a restart all readers reconnect at once. */
const FIRST_RECENT = 2000;
/** After a time without readers, the next reader does not wait for more pages than these. */
const MAX_IDLE_PAGES = 5;

/** Minimum time between two reads, and so between two writes to up to a thousand readers. */
const READ_INTERVAL_MS = 50;
/** An event waits for an older transaction, whose end is not notified. */
const HELD_INTERVAL_MS = 100;
/** Maximum delay of an event if a notification was lost, or without notifications. */
const QUIET_INTERVAL_MS = 5000;
const DEAF_INTERVAL_MS = 1000;

/** Number of readers to serve before the event loop turns. */
const READERS_A_TURN = 100;

export const NO_OWNERS: Owners = new Map();

/** Receives each event as it happens. */
export interface Follower {
  /** Whether its filter needs the workers of the events. */
  readonly needsOwners: boolean;
  /** @param shared serialised events by filter, to be reused */
  sendEvents(events: readonly StreamEvent[], owners: Owners, shared: Map<string, Buffer>): void;
  /** The journal was replaced: no stream can be resumed. */
  restartSoon(): void;
}

/** Reads the end of the journal once for all streams of this process, while there are any. */
@Injectable()
export class JournalTail implements OnModuleDestroy {
  private readonly logger = new Logger('EventStream');
  private recent = new RecentEvents(0, 0, BEGINNING);
  private head = BEGINNING;
  private oldest = -1;
  private heldMs = 0;
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private begunAt = Number.NEGATIVE_INFINITY;
  private readAt = performance.now();
  private reading: Promise<void> | undefined;
  private behind: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private lives = 0;

  constructor(
    private readonly store: StreamStore,
    private readonly signal: JournalSignal,
  ) {}

  /** A new number means a new journal: places of the old one are void. */
  get life(): number {
    return this.lives;
  }

  /** How far the streams are behind the journal, in ms: an older transaction runs, or the database is unavailable. */
  get behindMs(): number {
    if (this.followers.size === 0) return 0;
    const silence = performance.now() - this.readAt;
    if (this.heldMs > 0) return this.heldMs + silence;
    return silence > 2 * QUIET_INTERVAL_MS ? silence : 0;
  }

  /** Returns the place of the latest event, for a new stream. @throws DomainError if the database is unavailable */
  async readHead(): Promise<Position> {
    this.signal.onWrite(this.wake);
    if (this.followers.size === 0) await (this.reading ??= this.alone(() => this.catchUp()));
    return this.head;
  }

  /** Whether there is an event at that place, so that what follows it is complete. */
  async hasEvent(place: Position): Promise<boolean> {
    return isSame(place, BEGINNING) || this.recent.has(place) || this.store.hasEvent(place);
  }

  /** Returns the next events after a place, from memory if possible; none if it is the latest. */
  async readAfter(place: Position, limit: number): Promise<readonly StreamEvent[]> {
    const recent = this.recent.eventsAfter(place, limit);
    if (recent !== undefined) return recent;
    // One page at a time: live readers come first, and they use the other connections.
    const page = this.behind.then(() => this.store.readAfter(place, limit));
    this.behind = page.catch(() => undefined);
    return (await page).events.map(streamEvent);
  }

  /** Returns the workers of events, as they are now. */
  ownersOf(events: readonly StreamEvent[]): Promise<Owners> {
    return this.store.readOwners(events);
  }

  /** @returns whether a place is that of the latest event, or later: a reader that joins now misses nothing */
  isHead(place: Position): boolean {
    return !isAfter(this.head, place);
  }

  /** Delivers events from now on. @returns a function that ends this */
  addFollower(follower: Follower): () => void {
    this.followers.add(follower);
    this.wake();
    return () => this.followers.delete(follower);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.reading?.catch(() => undefined);
  }

  private readonly wake = (): void => this.schedule(0);

  private schedule(delayMs: number): void {
    if (this.stopped || this.followers.size === 0) return;
    const dueAt = Math.max(performance.now() + delayMs, this.begunAt + READ_INTERVAL_MS);
    if (dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => void this.round(), Math.max(0, dueAt - performance.now()));
  }

  private async round(): Promise<void> {
    this.dueAt = Infinity;
    if (this.reading !== undefined) return this.schedule(READ_INTERVAL_MS);
    let next = DEAF_INTERVAL_MS;
    this.reading = this.alone(async () => {
      const isFull = await this.advance();
      if (isFull) next = 0;
      else if (this.heldMs > 0) next = HELD_INTERVAL_MS;
      else if (this.signal.isLive) next = QUIET_INTERVAL_MS;
    });
    await this.reading.catch((error: unknown) => {
      logUnlessUnavailable(this.logger, error);
    });
    this.schedule(next);
  }

  private async alone(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      this.reading = undefined;
    }
  }

  private async catchUp(): Promise<void> {
    for (let page = 0; page < MAX_IDLE_PAGES && this.oldest >= 0; page += 1)
      if (!(await this.advance())) return;
    await this.begin();
  }

  private async begin(): Promise<void> {
    const { events, oldest } = await this.store.readLatest(FIRST_RECENT);
    const [first, ...rest] = events.map(streamEvent);
    // Fewer than the limit are all that there are.
    const isAll = events.length < FIRST_RECENT || first === undefined;
    this.recent = new RecentEvents(MAX_RECENT, MAX_RECENT_BYTES, isAll ? FIRST_OWN : first);
    this.recent.add(isAll && first !== undefined ? [first, ...rest] : rest);
    this.head = rest.at(-1) ?? first ?? BEGINNING;
    this.oldest = oldest;
    this.heldMs = 0;
    this.readAt = performance.now();
  }

  /** Reads and delivers one page. @returns whether there may be more */
  private async advance(): Promise<boolean> {
    this.begunAt = performance.now();
    const page = await this.store.readAfter(this.head, PAGE);
    if (page.oldest < this.oldest) {
      await this.restart();
      return false;
    }
    this.oldest = page.oldest;
    this.heldMs = page.heldMs;
    this.readAt = performance.now();
    await this.handOver(page);
    return page.events.length === PAGE;
  }

  private async handOver({ events: rows }: StreamedRows): Promise<void> {
    if (rows.length === 0) return;
    const events = rows.map(streamEvent);
    let owners: Owners | undefined;
    // A follower may join during the lookup.
    while (owners === undefined && this.needsOwners()) owners = await this.store.readOwners(events);
    this.recent.add(events);
    this.head = events.at(-1)!;
    const shared = new Map<string, Buffer>();
    let served = 0;
    for (const follower of this.followers) {
      follower.sendEvents(events, owners ?? NO_OWNERS, shared);
      served += 1;
      if (served % READERS_A_TURN === 0) await nextTurn();
    }
  }

  private needsOwners(): boolean {
    return [...this.followers].some(({ needsOwners }) => needsOwners);
  }

  /** Transaction numbers decreased: this is another server, or one that has lost its latest data. */
  private async restart(): Promise<void> {
    await this.begin();
    this.lives += 1;
    for (const follower of this.followers) follower.restartSoon();
  }
}
