import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { Listener, notify } from '../../../platform/database/listener.js';
import { PostgresServer } from '../../../platform/database/postgres-server.js';
import { logUnlessUnavailable } from '../../../platform/database/log-unless-unavailable.js';
import { Instance } from '../../../platform/instance/instance.js';

const CHANNEL = 'worker_registration_leases';
/** PostgreSQL accepts up to 8,000 bytes; each worker has 37. */
const AT_ONCE = 200;
const RETRY_MS = 500;
/** More wait only while the database is unavailable; without any notification, a worker is written by half of its lease. */
const MAX_WAITING = 100_000;

/** In place of the number of an instance: all others. */
const ALL = 'all';

/** Gets a worker whose lease another instance has renewed; undefined: such notifications may have been missed. */
export type MoveListener = (id: string | undefined) => void;

/**
 * Notifies other instances of workers that have come here from them, after the commit: within it, each commit would wait for all
 * others that notify.
 */
@Injectable()
export class LeaseMoves implements OnModuleDestroy {
  private readonly logger = new Logger('Heartbeats');
  private readonly listener: Listener;
  private moved: MoveListener = () => undefined;
  private readonly waiting = new Map<string, Set<string>>();
  private telling: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    server: PostgresServer,
  ) {
    this.listener = new Listener(database, {
      server: server.listening,
      channel: CHANNEL,
      onMessage: (text) => this.hear(text),
    });
  }

  startListening(moved: MoveListener): void {
    this.moved = moved;
    this.listener.start();
  }

  /** Whether notifications of other instances arrive, as far as known. */
  get isLive(): boolean {
    return this.listener.isLive;
  }

  /** @param from the number of the instance that renewed its lease before; undefined: any may have */
  notifyMove(from: number | undefined, id: string): void {
    const to = from === undefined ? ALL : String(from);
    let ids = this.waiting.get(to);
    if (ids === undefined) this.waiting.set(to, (ids = new Set()));
    if (ids.size < MAX_WAITING) ids.add(id);
    this.telling ??= this.tellAll();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.telling;
    await this.listener.stop();
  }

  private async tellAll(): Promise<void> {
    // Those of one turn go together.
    await new Promise(setImmediate);
    for (const [to, ids] of this.waiting) {
      const some = [...ids].slice(0, AT_ONCE);
      for (const id of some) ids.delete(id);
      try {
        await notify(this.database, CHANNEL, `${this.instance.number}:${to}:${some.join()}`);
      } catch (error) {
        logUnlessUnavailable(this.logger, error);
        for (const id of some) ids.add(id);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
        if (this.stopped) break;
      }
      if (ids.size === 0) this.waiting.delete(to);
    }
    this.telling = this.waiting.size > 0 && !this.stopped ? this.tellAll() : undefined;
  }

  private hear(message: string): void {
    if (message === '') {
      this.moved(undefined);
      return;
    }
    const [from, to, ids = ''] = message.split(':');
    const isForThis =
      to === ALL ? Number(from) !== this.instance.number : Number(to) === this.instance.number;
    if (isForThis) for (const id of ids.split(',')) this.moved(id);
  }
}
