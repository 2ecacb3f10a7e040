import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AccessSignal } from '../identity/access-signal.js';
import { Revocations } from '../identity/revocations.js';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { WorkerSessions } from './worker-sessions.service.js';

/** Interval at which all credentials are checked without a notification: some expire. */
const CHECK_INTERVAL_MS = 60_000;

/** Ends sessions whose credential was revoked, or has expired, at once. */
@Injectable()
export class CredentialWatch implements OnModuleInit, OnModuleDestroy {
  private readonly task: RepeatingTask;
  private checking: Promise<void> = Promise.resolve();

  constructor(
    private readonly sessions: WorkerSessions,
    private readonly signal: AccessSignal,
    private readonly revocations: Revocations,
  ) {
    this.task = new RepeatingTask(CHECK_INTERVAL_MS, new Logger('Sessions'), () =>
      this.sessions.checkCredentials(),
    );
  }

  onModuleInit(): void {
    for (const table of ['api_key', 'session', 'signing_key'] as const)
      this.signal.onChange(table, () => this.checkAfter(Promise.resolve()));
    this.signal.onChange('worker_revocation', () => this.checkAfter(this.revocations.readAgain()));
  }

  async onModuleDestroy(): Promise<void> {
    await this.task.stop();
    await this.checking;
  }

  /** @param known resolves when this process knows of the change; without that the next check finds it */
  private checkAfter(known: Promise<void>): void {
    if (this.sessions.count === 0) {
      known.catch(() => undefined);
      return;
    }
    this.checking = Promise.allSettled([known, this.checking]).then(() => this.task.run());
  }
}
