import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { defer, filter, Subject, type Observable } from 'rxjs';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import type { EventDto } from '../dto/event.dto.js';
import { groupOf } from '../event-groups.js';
import { JournalTail, type Follower } from '../stream/journal-tail.js';
import { eventOf, type StreamEvent } from '../stream/recent-events.js';
import { CursorConsumer, type EventHandler } from './cursor-consumer.js';
import { CursorNames, kindsOf, requireHandler, type EventKind } from './event-kinds.js';
import { CursorStore } from './store/cursor.store.js';

const RETRY_MS = 1000;

export type { EventKind };

/** Ends a subscription. */
export interface EventConsumer {
  /** Waits for the handler in progress. */
  close(): Promise<void>;
}

/**
 * The events of the journal, for the code of an application. Two ways: `events$` and `on()` deliver what happens while this
 * process runs; `consume()` delivers every event at least once, to one of all instances, whatever restarts.
 */
@Injectable()
export class WorkerEvents implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('WorkerEvents');
  private readonly subject = new Subject<EventDto>();
  private readonly names = new CursorNames();
  private readonly consumers = new Set<CursorConsumer>();
  private leave: (() => void) | undefined;
  private joining: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isOver = false;

  /** Events of the whole fleet from now on, whichever instance caused them. */
  readonly events$: Observable<EventDto> = defer(() => {
    this.follow();
    return this.subject;
  });

  private readonly follower: Follower = {
    needsOwners: false,
    sendEvents: (events) => this.take(events),
    restartSoon: () => undefined,
  };

  constructor(
    private readonly tail: JournalTail,
    private readonly cursors: CursorStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // What listeners of the start are told begins before the application serves requests.
    await this.joining;
  }

  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.retry);
    await this.joining;
    this.leave?.();
    await Promise.all([...this.consumers].map((each) => each.close()));
    this.subject.complete();
  }

  /**
   * Calls the listener for each event of these kinds from now on. An error of the listener is logged.
   * @returns a function that ends this
   * @throws TypeError for a kind that does not exist
   */
  on(kinds: EventKind | readonly EventKind[], listener: (event: EventDto) => unknown): () => void {
    const wanted = kindsOf(kinds);
    requireHandler(listener);
    const subscription = this.subject
      .pipe(filter(({ type, group }) => wanted.has(type) || wanted.has(group)))
      .subscribe((event) => void this.call(listener, event));
    this.follow();
    return () => subscription.unsubscribe();
  }

  /**
   * Handles events by a named cursor in the database: in their order, each at least once, by one instance at a time. A new
   * name begins now. An event whose handler fails is repeated, and later ones wait.
   * @throws TypeError for a kind that does not exist, and a name that is invalid or in use here
   */
  consume(name: string, handler: EventHandler, kinds?: EventKind | readonly EventKind[]): EventConsumer {
    const wanted = kinds === undefined ? undefined : kindsOf(kinds);
    const wants = ({ type }: StreamEvent): boolean =>
      wanted === undefined || wanted.has(type) || wanted.has(groupOf(type));
    requireHandler(handler);
    this.names.reserveName(name);
    const consumer = new CursorConsumer(name, wants, handler, this.tail, this.cursors);
    this.consumers.add(consumer);
    this.follow();
    return {
      close: async () => {
        if (this.consumers.delete(consumer)) this.names.releaseName(name);
        await consumer.close();
      },
    };
  }

  /** Follows the journal from the first listener on: without any, nothing is read. */
  private follow(): void {
    if (this.leave === undefined && !this.isOver) this.joining ??= this.join();
  }

  private async join(): Promise<void> {
    try {
      await this.tail.readHead();
      this.leave = this.tail.addFollower(this.follower);
    } catch (error) {
      logUnlessUnavailable(this.logger, error);
      this.retry = setTimeout(() => this.follow(), RETRY_MS);
    } finally {
      this.joining = undefined;
    }
  }

  private take(events: readonly StreamEvent[]): void {
    for (const consumer of this.consumers) consumer.notify();
    if (this.subject.observed) for (const event of events) this.subject.next(eventOf(event));
  }

  private async call(listener: (event: EventDto) => unknown, event: EventDto): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
