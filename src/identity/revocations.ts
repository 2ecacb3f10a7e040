import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DomainError } from '../platform/errors/domain-error.js';
import { RevocationStore } from './store/revocation.store.js';

/** Without a notification the list is read this often. */
const READ_INTERVAL_MS = 60_000;

/** The workers whose credentials were revoked, as this process knows them: a call costs no query. */
@Injectable()
export class Revocations implements OnModuleDestroy {
  private readonly logger = new Logger('Revocations');
  private known: ReadonlyMap<string, number> = new Map();
  private readonly interval: NodeJS.Timeout;
  private reading: Promise<void> = Promise.resolve();

  private constructor(private readonly store: RevocationStore) {
    this.interval = setInterval(() => this.hearChange(), READ_INTERVAL_MS).unref();
  }

  static async begin(store: RevocationStore): Promise<Revocations> {
    const revocations = new Revocations(store);
    try {
      await revocations.refresh();
      return revocations;
    } catch (error) {
      await revocations.onModuleDestroy();
      throw error;
    }
  }

  /** Whether the token of that incarnation was revoked. */
  cover({ id, incarnation }: { readonly id: string; readonly incarnation: number }): boolean {
    const last = this.known.get(id);
    return last !== undefined && incarnation <= last;
  }

  /** Reads the list from now on: a reading under way may have begun before it changed. */
  async refresh(): Promise<void> {
    const before = this.reading;
    const next = before.catch(() => undefined).then(() => this.read());
    this.reading = next;
    await next;
  }

  /** The list was changed, by whichever instance. */
  hearChange(): void {
    this.refresh().catch((error: unknown) => {
      // An unavailable database is logged elsewhere.
      if (!(error instanceof DomainError)) this.logger.error(error);
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.interval);
    await this.reading.catch(() => undefined);
  }

  private async read(): Promise<void> {
    this.known = await this.store.read();
  }
}
