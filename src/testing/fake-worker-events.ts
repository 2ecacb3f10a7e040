import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { EventDto } from '../journal/dto/event.dto.js';
import type { EventHandler } from '../journal/hooks/cursor-consumer.js';
import type { EventConsumer, EventKind, WorkerEvents } from '../journal/hooks/worker-events.service.js';
import { FakeFleet } from './fake-fleet.js';
import type { PublicPartOf } from './public-part.js';

/** A handler that fails is called again after this time. */
const RETRY_MS = 10;

/** {@link WorkerEvents} in memory. A cursor lives as long as the fake; it begins where its name was first used. */
@Injectable()
export class FakeWorkerEvents implements PublicPartOf<WorkerEvents>, OnModuleDestroy {
  private readonly logger = new Logger('WorkerEvents');
  private readonly cursors = new Map<string, number>();
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
    const subscription = this.events$.subscribe((event) => {
      if (wants(wanted, event)) void this.call(listener, event);
    });
    return () => subscription.unsubscribe();
  }

  consume(name: string, handler: EventHandler, kinds?: EventKind | readonly EventKind[]): EventConsumer {
    const wanted = kinds === undefined ? undefined : kindsOf(kinds);
    if (!this.cursors.has(name)) this.cursors.set(name, this.fleet.events.length);
    const closing = new AbortController();
    let running: Promise<void> | undefined;
    const run = async (): Promise<void> => {
      while (!closing.signal.aborted) {
        const at = this.cursors.get(name)!;
        const event = this.fleet.events[at];
        if (event === undefined) return;
        try {
          if (wanted === undefined || wants(wanted, event)) await handler(event);
          this.cursors.set(name, at + 1);
        } catch (error) {
          this.logger.error(error);
          await pause(RETRY_MS);
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
        closing.abort();
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

const kindsOf = (kinds: EventKind | readonly EventKind[]): ReadonlySet<string> => new Set([kinds].flat());

const wants = (kinds: ReadonlySet<string>, { type, group }: EventDto): boolean =>
  kinds.has(type) || kinds.has(group);
