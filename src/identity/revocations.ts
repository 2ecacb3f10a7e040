import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { RevocationStore } from './store/revocation.store.js';

/** Interval at which the list is read without a notification. */
const READ_INTERVAL_MS = 60_000;

/**
 * The workers whose credentials were revoked, in the memory of this process: checking a call costs no query.
 */
@Injectable()
export class Revocations implements OnModuleDestroy {
  private readonly logger = new Logger('Revocations');
  private known: ReadonlyMap<string, number> = new Map();
  private readonly task: RepeatingTask;
  private reading: Promise<void> = Promise.resolve();

  private constructor(private readonly store: RevocationStore) {
    this.task = new RepeatingTask(READ_INTERVAL_MS, this.logger, () => this.readAgain());
  }

  static async loadRevocations(store: RevocationStore): Promise<Revocations> {
    const revocations = new Revocations(store);
    try {
      await revocations.readAgain();
      return revocations;
    } catch (error) {
      await revocations.onModuleDestroy();
      throw error;
    }
  }

  /** Whether the token of that incarnation was revoked. */
  isRevoked({ id, incarnation }: { readonly id: string; readonly incarnation: number }): boolean {
    const last = this.known.get(id);
    return last !== undefined && incarnation <= last;
  }

  /** Starts a new reading: one in progress may have begun before the change. */
  async readAgain(): Promise<void> {
    const before = this.reading;
    const next = before.catch(() => undefined).then(() => this.read());
    this.reading = next;
    await next;
  }

  /** Handles a change of the list by any instance. */
  hearChange(): void {
    this.readAgain().catch((error: unknown) => logUnlessUnavailable(this.logger, error));
  }

  async onModuleDestroy(): Promise<void> {
    await this.task.stop();
    await this.reading.catch(() => undefined);
  }

  private async read(): Promise<void> {
    this.known = await this.store.readRevocations();
  }
}
