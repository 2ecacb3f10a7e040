import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Database } from '../../platform/database/database.js';
import { Listener, notify } from '../../platform/database/listener.js';
import { PostgresServer } from '../../platform/database/postgres-server.js';
import { SharedChannel } from '../../platform/redis/shared-channel.js';

const CHANNEL = 'worker_registration_journal';
const SHARED_NAME = 'journal';

/** An instance notifies the others at most this often. */
const NOTIFY_INTERVAL_MS = 100;

/**
 * Signals, in all instances, that the journal was written to. Writers in this process are noticed when they commit; the
 * other instances are notified shortly after, through PostgreSQL and, if configured, through Redis. A notification within
 * the writers' transactions would make each commit wait for all others.
 */
@Injectable()
export class JournalSignal implements OnModuleDestroy {
  private readonly listener: Listener;
  private readonly hearers = new Set<() => void>();
  private notifiedAt = Number.NEGATIVE_INFINITY;
  private telling: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly shared: SharedChannel,
    server: PostgresServer,
  ) {
    database.onWriteTo(JOURNAL.journal, () => this.written());
    const onMessage = (): void => this.handleSignal();
    this.listener = new Listener(database, { server: server.listening, channel: CHANNEL, onMessage });
  }

  /** Whether writes of other instances are signalled here. */
  get isLive(): boolean {
    return this.listener.isLive || this.shared.isLive;
  }

  /** Begins to listen to the other instances. @param hear called shortly after a write, and occasionally without one */
  onWrite(hear: () => void): void {
    if (this.stopped) return;
    const isFirst = this.hearers.size === 0;
    this.hearers.add(hear);
    if (!isFirst) return;
    this.listener.start();
    this.shared.subscribeTo(SHARED_NAME, () => this.handleSignal());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.hearers.clear();
    if (this.telling !== undefined) {
      clearTimeout(this.telling);
      await this.sendSignal();
    }
    await this.listener.stop();
  }

  private handleSignal(): void {
    for (const hear of this.hearers) hear();
  }

  private written(): void {
    this.handleSignal();
    if (this.telling !== undefined || this.stopped) return;
    const wait = Math.max(0, this.notifiedAt + NOTIFY_INTERVAL_MS - performance.now());
    this.telling = setTimeout(() => void this.sendSignal(), wait);
  }

  private async sendSignal(): Promise<void> {
    this.telling = undefined;
    this.notifiedAt = performance.now();
    // An instance that misses the notification finds the event a little later.
    await Promise.allSettled([
      notify(this.database, CHANNEL, ''),
      this.shared.publishMessage(SHARED_NAME, ''),
    ]);
  }
}
