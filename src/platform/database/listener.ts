import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import type { Database } from './database.js';

/** A connection is proved again after this time: one that broke without a word is found then. */
const PROOF_INTERVAL_MS = 15_000;
const PROOF_PATIENCE_MS = 3000;
const CONNECT_PATIENCE_MS = 3000;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

const PROOF = 'proof:';

/** Asynchronous: a notification that is lost with the server is of no use to anybody, and waits for no disk. */
const NOTIFY = `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`;

/** Sends to all that listen. In a transaction of its own: one that notifies waits for all others that do. */
export async function notify(database: Database, channel: string, message: string): Promise<void> {
  await database.query(NOTIFY, [channel, message]);
}

export interface ListenerOptions {
  /** Leads to the server itself, or through a proxy that pools sessions. */
  readonly url: string;
  readonly channel: string;
  /** The message; empty after each new connection, since some may have been missed. */
  readonly onMessage: (message: string) => void;
}

/**
 * One connection that LISTENs. It is believed only once it has heard what was sent through the pool: behind a proxy that
 * pools transactions LISTEN succeeds, and nothing is ever heard. One that is lost is made anew.
 */
export class Listener {
  private readonly logger = new Logger('Listener');
  private readonly stopping = new AbortController();
  private readonly proofs = new Map<string, () => void>();
  private running: Promise<void> | undefined;
  private isDeaf = false;
  private hears = false;
  /** Ends the rest before the next proof. */
  private wake = (): void => undefined;

  constructor(
    private readonly database: Database,
    private readonly options: ListenerOptions,
  ) {
    // Our own connection may lead to the same server: it is proved at once.
    database.onSuspicion(() => this.wake());
  }

  /** Whether a message that is sent now will be heard, as far as can be known. */
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

  /** From connecting to the loss of the connection. @returns whether it has heard anything */
  private async session(): Promise<boolean> {
    const { signal } = this.stopping;
    const client = new Client({
      connectionString: this.options.url,
      application_name: 'worker-registration-listener',
      connectionTimeoutMillis: CONNECT_PATIENCE_MS,
      keepAlive: true,
    });
    let giveUp = (): void => undefined;
    const lost = new Promise<false>((resolve) => (giveUp = () => resolve(false)));
    client.on('error', giveUp).on('end', giveUp);
    signal.addEventListener('abort', giveUp);
    client.on('notification', ({ payload = '' }) => this.take(payload));
    let heard = false;
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.options.channel)}`);
      while (!signal.aborted && (await Promise.race([this.prove(), lost]))) {
        if (!heard) this.begin();
        heard = true;
        if (!(await Promise.race([this.rest(), lost]))) break;
      }
      if (!heard && !signal.aborted) this.tellDeaf();
    } catch {
      // A database that is away is told of by everybody else already.
    } finally {
      this.hears = false;
      this.wake();
      signal.removeEventListener('abort', giveUp);
      // Not awaited: a server that hangs would hold the stop up.
      void client.end().catch(() => undefined);
    }
    return heard;
  }

  /** Until the next proof. @returns false where it is time to stop */
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

  private take(message: string): void {
    if (message.startsWith(PROOF)) this.proofs.get(message)?.();
    else this.options.onMessage(message);
  }

  private tellDeaf(): void {
    if (!this.isDeaf)
      this.logger.warn(
        'LISTEN hears nothing, as through a proxy that pools transactions: set database.listener-url to the server itself',
      );
    this.isDeaf = true;
  }
}
