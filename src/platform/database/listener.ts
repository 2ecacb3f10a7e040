import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import type { ServerConnection } from './postgres-server.js';
import { inlineStatement } from './statement.js';
import type { Database } from './database.js';

/** Interval between tests of a connection: one that broke silently is detected then. */
const PROOF_INTERVAL_MS = 15_000;
const PROOF_PATIENCE_MS = 3000;
const CONNECT_PATIENCE_MS = 3000;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

const PROOF = 'proof:';

/**
 * Asynchronous commit: a notification that is lost with the server is useless anyway, and must not wait for
 * the disk.
 */
const NOTIFY = inlineStatement(
  'notify',
  `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`,
);

/**
 * Sends a message to all listeners. In a transaction of its own: a notifying transaction waits for all others
 * that notify.
 */
export async function notify(database: Database, channel: string, message: string): Promise<void> {
  await database.query(NOTIFY, [database.schema.in(channel), message]);
}

export interface ListenerOptions {
  /** Leads to the server itself, or through a proxy that pools sessions. */
  readonly server: ServerConnection;
  readonly channel: string;
  /** Gets the message; empty after each new connection, because messages may have been missed. */
  readonly onMessage: (message: string) => void;
}

/**
 * Keeps one connection that LISTENs. It counts as working only once it has received a message that was sent
 * through the pool: behind a proxy that pools transactions LISTEN succeeds, but nothing ever arrives. A lost
 * connection is replaced.
 */
export class Listener {
  private readonly logger = new Logger('Listener');
  private readonly stopping = new AbortController();
  private readonly proofs = new Map<string, () => void>();
  private running: Promise<void> | undefined;
  private isDeaf = false;
  private hears = false;
  /** Ends the pause before the next test. */
  private wake = (): void => undefined;

  constructor(
    private readonly database: Database,
    private readonly options: ListenerOptions,
  ) {
    // This connection may lead to the same server: it is tested at once.
    database.onSuspicion(() => this.wake());
  }

  /** Whether a message that is sent now should arrive, as far as known. */
  get isLive(): boolean {
    return this.hears;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
      const heard = await this.session();
      if (heard) wait = FIRST_RETRY_MS;
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Runs one connection from connecting to its loss.
   * @returns whether it has received anything
   */
  private async session(): Promise<boolean> {
    const { signal } = this.stopping;
    const client = new Client({
      ...this.options.server,
      application_name: 'worker-registration-listener',
      connectionTimeoutMillis: CONNECT_PATIENCE_MS,
      keepAlive: true,
    });
    let giveUp = (): void => undefined;
    const lost = new Promise<false>((resolve) => (giveUp = () => resolve(false)));
    client.on('error', giveUp).on('end', giveUp);
    signal.addEventListener('abort', giveUp);
    client.on('notification', ({ payload = '' }) => this.handleMessage(payload));
    let heard = false;
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.database.schema.in(this.options.channel))}`);
      while (!signal.aborted && (await Promise.race([this.prove(), lost]))) {
        if (!heard) this.begin();
        heard = true;
        if (!(await Promise.race([this.rest(), lost]))) break;
      }
      if (!heard && !signal.aborted) this.tellDeaf();
    } catch {
      // Outages of the database are already reported elsewhere.
    } finally {
      this.hears = false;
      this.wake();
      signal.removeEventListener('abort', giveUp);
      // Not awaited: a server that hangs would delay the stop.
      void client.end().catch(() => undefined);
    }
    return heard;
  }

  /**
   * Waits until the next test.
   * @returns false if it is time to stop
   */
  private async rest(): Promise<boolean> {
    const waking = new AbortController();
    this.wake = () => waking.abort();
    await pause(PROOF_INTERVAL_MS, undefined, { signal: waking.signal }).catch(() => undefined);
    return !this.stopping.signal.aborted;
  }

  private begin(): void {
    this.hears = true;
    this.isDeaf = false;
    this.options.onMessage('');
  }

  private async prove(): Promise<boolean> {
    const message = PROOF + randomUUID();
    const patience = new AbortController();
    const heard = new Promise<boolean>((resolve) => this.proofs.set(message, () => resolve(true)));
    const late = pause(PROOF_PATIENCE_MS, false, { signal: patience.signal }).catch(() => false);
    try {
      await notify(this.database, this.options.channel, message);
      return await Promise.race([heard, late]);
    } finally {
      patience.abort();
      this.proofs.delete(message);
    }
  }

  private handleMessage(message: string): void {
    if (message.startsWith(PROOF)) this.proofs.get(message)?.();
    else this.options.onMessage(message);
  }

  private tellDeaf(): void {
    if (!this.isDeaf)
      this.logger.warn(
        'LISTEN receives nothing, as through a proxy that pools transactions: set database.listener-url to the server itself',
      );
    this.isDeaf = true;
  }
}
