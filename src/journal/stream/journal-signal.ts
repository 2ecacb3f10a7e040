import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Database } from '../../platform/database/database.js';
import { Listener, notify } from '../../platform/database/listener.js';
import { SharedChannel } from '../../platform/redis/shared-channel.js';

const CHANNEL = 'worker_registration_journal';
const SHARED_NAME = 'journal';

/** An instance tells the others at most this often. */
const TELL_INTERVAL_MS = 100;

/**
 * Tells, in all instances, that something was written into the journal. Writers are seen in the process when they have
 * committed; the other instances are told soon after that, by PostgreSQL and, where it is configured, by Redis. A
 * notification within the transactions of the writers would make each wait for all others to commit.
 */
@Injectable()
export class JournalSignal implements OnModuleDestroy {
  private readonly listener: Listener;
  private hear: (() => void) | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;
  private telling: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly shared: SharedChannel,
    @Inject(SETTINGS) settings: Settings,
  ) {
    database.watch(JOURNAL.journal, () => this.written());
    const url = settings.database.listenerUrl ?? settings.database.url ?? '';
    const onMessage = (): void => this.hear?.();
    this.listener = new Listener(database, { url, channel: CHANNEL, onMessage });
  }

  /** Whether what another instance writes is told here. */
  get isLive(): boolean {
    return this.listener.isLive || this.shared.isLive;
  }

  /** Begins to listen to the other instances. @param hear is called soon after something was written, and now and then for nothing */
  listen(hear: () => void): void {
    if (this.hear !== undefined || this.stopped) return;
    this.hear = hear;
    this.listener.start();
    this.shared.subscribe(SHARED_NAME, hear);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.hear = undefined;
    if (this.telling !== undefined) {
      clearTimeout(this.telling);
      await this.tell();
    }
    await this.listener.stop();
  }

  private written(): void {
    this.hear?.();
    if (this.telling !== undefined || this.stopped) return;
    const wait = Math.max(0, this.toldAt + TELL_INTERVAL_MS - performance.now());
    this.telling = setTimeout(() => void this.tell(), wait);
  }

  private async tell(): Promise<void> {
    this.telling = undefined;
    this.toldAt = performance.now();
    // Who is not told finds it a little later.
    await Promise.allSettled([notify(this.database, CHANNEL, ''), this.shared.publish(SHARED_NAME, '')]);
  }
}
