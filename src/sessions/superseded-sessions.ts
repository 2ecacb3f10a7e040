import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Listener, notify } from '../platform/database/listener.js';
import { PostgresServer } from '../platform/database/postgres-server.js';
import { logUnlessUnavailable } from '../platform/database/log-unless-unavailable.js';
import { Instance } from '../platform/instance/instance.js';
import { WorkerSessions } from './worker-sessions.service.js';

const CHANNEL = 'worker_registration_sessions';
/** PostgreSQL accepts up to 8,000 bytes; each session has up to 70. */
const AT_ONCE = 100;

/** Ends sessions of this instance for newer ones of other instances, and reports its own newer ones to them. */
@Injectable()
export class SupersededSessions implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Sessions');
  private readonly listener: Listener;
  private older: string[] = [];
  private telling: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly sessions: WorkerSessions,
    private readonly instance: Instance,
    server: PostgresServer,
  ) {
    this.listener = new Listener(database, {
      server: server.listening,
      channel: CHANNEL,
      onMessage: (text) => this.handleMessage(text),
    });
  }

  onModuleInit(): void {
    this.sessions.onBegin(({ worker }, { older }) => {
      this.listener.start();
      if (older === undefined || older.instance === this.instance.number) return;
      this.older.push(`${older.instance}:${older.number}:${worker.id}:${worker.incarnation}`);
      this.telling ??= this.sendNewer();
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.telling;
    await this.listener.stop();
  }

  private async sendNewer(): Promise<void> {
    try {
      while (this.older.length > 0)
        await notify(this.database, CHANNEL, this.older.splice(0, AT_ONCE).join());
    } catch (error) {
      // The older session ends with its next heartbeat, or when its client closes it.
      logUnlessUnavailable(this.logger, error);
    } finally {
      this.telling = undefined;
    }
  }

  private handleMessage(message: string): void {
    for (const each of message.split(',')) {
      const [instance, number, id = '', incarnation] = each.split(':');
      const session = this.sessions.findSession(id);
      if (Number(instance) === this.instance.number && session?.worker.number === Number(number))
        session.endSuperseded(Number(incarnation));
    }
  }
}
