import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Listener } from '../platform/database/listener.js';
import { PostgresServer } from '../platform/database/postgres-server.js';

const CHANNEL = 'worker_registration_access';

/** Interval at which every table counts as changed if notifications do not arrive. */
const DEAF_INTERVAL_MS = 2000;

/** A table of credentials; a trigger announces each change of it. */
export type AccessTable = 'signing_key' | 'api_key' | 'session' | 'worker_revocation';

/** Reports changes of credentials by any instance or person within a moment. */
@Injectable()
export class AccessSignal implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listener: Listener;
  private readonly hearers: { readonly table: AccessTable; readonly hear: () => void }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(database: Database, server: PostgresServer) {
    const onMessage = (table: string): void => this.report(table);
    this.listener = new Listener(database, { server: server.listening, channel: CHANNEL, onMessage });
  }

  /** Calls `hear` soon after each change of the table, and occasionally without one. */
  onChange(table: AccessTable, hear: () => void): void {
    this.hearers.push({ table, hear });
  }

  onApplicationBootstrap(): void {
    this.listener.start();
    this.timer = setInterval(() => !this.listener.isLive && this.report(''), DEAF_INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.listener.stop();
  }

  /** An empty name means all tables: announcements may have been missed. */
  private report(changed: string): void {
    for (const { table, hear } of this.hearers) if (changed === '' || changed === table) hear();
  }
}
