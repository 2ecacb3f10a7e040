import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { EventDto } from '../journal/dto/event.dto.js';
import type { EventHandler } from '../journal/hooks/cursor-consumer.js';
import { CursorNames, kindsOf, requireHandler, type EventKind } from '../journal/hooks/event-kinds.js';
import type { EventConsumer, WorkerEvents } from '../journal/hooks/worker-events.service.js';
import { FakeFleet } from './fake-fleet.js';
import type { PublicPartOf } from './public-part.js';

/** A handler that fails is called again after this time, which doubles while it fails. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 5000;

/** {@link WorkerEvents} in memory. A cursor lives as long as the fake; it begins where its name was first used. */
@Injectable()
export class FakeWorkerEvents implements PublicPartOf<WorkerEvents>, OnModuleDestroy {
  private readonly logger = new Logger('WorkerEvents');
  private readonly cursors = new Map<string, number>();
  private readonly names = new CursorNames();
  private readonly consumers = new Set<EventConsumer>();

  readonly events$ = new Observable<EventDto>((subscriber) => {
    let next = this.fleet.events.length;
    return this.fleet.onEvent(() => {
      const fresh = this.fleet.events.slice(next);
      next = this.fleet.events.length;
      // As in the service, listeners are told after the change.
      queueMicrotask(() => {
        for (const event of fresh) subscriber.next(event);
      });
    });
  });

  constructor(private readonly fleet: FakeFleet) {}

  onApplicationBootstrap(): Promise<void> {
    return Promise.resolve();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.consumers].map((each) => each.close()));
  }

  on(kinds: EventKind | readonly EventKind[], listener: (event: EventDto) => unknown): () => void {
    const wanted = kindsOf(kinds);
    requireHandler(listener);
    const subscription = this.events$.subscribe((event) => {
      if (wants(wanted, event)) void this.call(listener, event);
    });
    return () => subscription.unsubscribe();
  }

  consume(name: string, handler: EventHandler, kinds?: EventKind | readonly EventKind[]): EventConsumer {
    const wanted = kinds === undefined ? undefined : kindsOf(kinds);
    requireHandler(handler);
    this.names.reserveName(name);
    if (!this.cursors.has(name)) this.cursors.set(name, this.fleet.events.length);
    const closing = new AbortController();
    let running: Promise<void> | undefined;
    const run = async (): Promise<void> => {
      let failures = 0;
      while (!closing.signal.aborted) {
        const at = this.cursors.get(name)!;
        const event = this.fleet.events[at];
        if (event === undefined) return;
        try {
          if (wanted === undefined || wants(wanted, event)) await handler(event);
          this.cursors.set(name, at + 1);
          failures = 0;
        } catch (error) {
          this.logger.error(error);
          failures += 1;
          // A test that has ended must not wait for it.
          const ms = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
          await pause(ms, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
        }
      }
    };
    const wake = (): void => {
      running ??= Promise.resolve()
        .then(run)
        .finally(() => (running = undefined));
    };
    const leave = this.fleet.onEvent(wake);
    wake();
    const consumer = {
      close: async () => {
        if (closing.signal.aborted) return running;
        closing.abort();
        this.names.releaseName(name);
        leave();
        this.consumers.delete(consumer);
        await running;
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  private async call(listener: (event: EventDto) => unknown, event: EventDto): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.logger.error(error);
    }
  }
}

const wants = (kinds: ReadonlySet<string>, { type, group }: EventDto): boolean =>
  kinds.has(type) || kinds.has(group);
