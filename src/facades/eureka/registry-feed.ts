import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkerEvents, type EventKind } from '../../journal/hooks/worker-events.service.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { InstanceRegistry, type Entry } from './registry.js';
import { entryOf } from './shown-row.js';
import { InstanceStore, type InstanceRow } from './store/instance.store.js';

const AT_ONCE = 1000;

/**
 * The time between two comparisons with the whole table: the journal leaves out registrations that repeat an earlier one,
 * and other instances do not say what they wrote.
 */
const COMPARE_MS = 10_000;
const RETRY_MS = 500;

/** Events after which an instance may be seen in another way. */
const KINDS: readonly EventKind[] = [
  'registered',
  're-registered',
  'replaced',
  'came-back',
  'reached',
  'deregistered',
  'order-given',
  'order-lifted',
  'draining',
  'overridden',
  'unhealthy',
  'failed',
  'recovered',
  'cleaned-up',
  'restored',
  'deleted',
  'purged',
  'guard-engaged',
  'guard-ended',
  'guard-released',
  'guard-spent',
];

/** Keeps the registry equal to the fleet: it follows the journal, and compares everything now and then. */
@Injectable()
export class RegistryFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Eureka');
  private readonly stopping = new AbortController();
  private readonly changed = new Set<string>();
  /** Marks of workers whose description shows no instance: each is logged once. */
  private readonly unusable = new Map<string, string>();
  private isCompared = false;
  private isLoaded = false;
  private leave: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: WorkerEvents,
    private readonly store: InstanceStore,
    private readonly registry: InstanceRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.leave = this.events.on(KINDS, ({ id }) => (id === null ? this.compare() : this.rereadSoon(id)));
    this.timer = setInterval(() => this.compare(), COMPARE_MS);
    this.compare();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    this.leave?.();
    clearInterval(this.timer);
    await this.running;
  }

  /**
   * Waits for the first reading; afterwards answers come from memory, also while the database is unavailable.
   * @throws DomainError `database_unavailable`, `database_busy`
   */
  async ensureLoaded(): Promise<void> {
    if (!this.isLoaded) await this.readAll();
  }

  /** Waits until everything that has been written is in the registry. */
  async catchUp(): Promise<void> {
    this.compare();
    while (this.running !== undefined) await this.running;
  }

  /** Reads a worker again soon. */
  rereadSoon(id: string): void {
    this.changed.add(id);
    this.wake();
  }

  private compare(): void {
    this.isCompared = false;
    this.wake();
  }

  private wake(): void {
    if (this.stopping.signal.aborted) return;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (!this.isDone) this.wake();
    });
  }

  private get isDone(): boolean {
    return (this.isCompared && this.changed.size === 0) || this.stopping.signal.aborted;
  }

  /** One reading after the other, so that a later one is never older. */
  private async run(): Promise<void> {
    while (!this.isDone) {
      try {
        if (this.isCompared && this.reading === undefined) await this.readChanged();
        else await this.readAll();
      } catch (error) {
        logUnlessUnavailable(this.logger, error);
        const { signal } = this.stopping;
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async readChanged(): Promise<void> {
    const ids = [...this.changed].slice(0, AT_ONCE);
    for (const id of ids) this.changed.delete(id);
    try {
      await this.read(ids);
    } catch (error) {
      for (const id of ids) this.changed.add(id);
      throw error;
    }
  }

  private readAll(): Promise<void> {
    return (this.reading ??= this.compareAll().finally(() => (this.reading = undefined)));
  }

  private async compareAll(): Promise<void> {
    this.isCompared = true;
    try {
      const marks = await this.store.outlineInstances();
      const ids: string[] = [];
      await forEachBreathing([...marks], ([id, mark]) => {
        if ((this.registry.findById(id)?.mark ?? this.unusable.get(id)) !== mark) ids.push(id);
      });
      for (const id of this.unusable.keys()) if (!marks.has(id)) this.unusable.delete(id);
      await forEachBreathing([...this.registry.all], ({ id }) => {
        if (!marks.has(id)) ids.push(id);
      });
      for (let from = 0; from < ids.length; from += AT_ONCE) await this.read(ids.slice(from, from + AT_ONCE));
      this.isLoaded = true;
    } catch (error) {
      this.isCompared = false;
      throw error;
    }
  }

  private async read(ids: readonly string[]): Promise<void> {
    const rows = new Map((await this.store.readInstances(ids)).map((row) => [row.id, row]));
    await forEachBreathing(ids, (id) => {
      const row = rows.get(id);
      const entry = row && this.entryOf(row);
      if (entry === undefined) this.registry.dropEntry(id);
      else this.registry.putEntry(entry, this.isLoaded);
    });
  }

  private entryOf(row: InstanceRow): Entry | undefined {
    try {
      const entry = entryOf(row);
      this.unusable.delete(row.id);
      return entry;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (this.unusable.get(row.id) !== row.mark)
        this.logger.warn(`${row.workerId} is not shown to clients of Eureka: ${error.message}`);
      this.unusable.set(row.id, row.mark);
      return undefined;
    }
  }
}
