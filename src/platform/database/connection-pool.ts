import { Pool, type PoolClient } from 'pg';
import { DomainError } from '../errors/domain-error.js';
import { Availability } from './availability.js';
import { ConnectTimeout } from './connect-timeout.js';
import { endsConnection, isReadOnly, isTimeout, isUnavailable } from './database-errors.js';
import { cut, within, type Limit } from './deadline.js';
import { poolOptions, type ConnectionOptions } from './pool-options.js';
import { Schema } from './schema.js';

/** Maximum age of a connection: dead ones that are not detected are replaced after it. */
const LONGEST_LIFE_MS = 10 * 60_000;

/** Share of the maximum age by which ages vary, so that connections created together do not end together. */
const JITTER = 0.2;

interface Life {
  readonly generation: number;
  readonly ends: number;
}

/** Use of a pool. */
export interface PoolCounts {
  readonly inUse: number;
  readonly idle: number;
  readonly waiting: number;
  readonly limit: number;
}

/**
 * A pool of connections to a server that accepts writes. A connection that is dead, or leads to a server that
 * is shutting down or accepts no writes, is destroyed, and the idle ones are replaced: after a fail-over they
 * would all be pinned to the old server.
 */
export class ConnectionPool {
  readonly schema: Schema;
  private readonly pool: Pool;
  private readonly timeout: ConnectTimeout;
  private readonly lives = new WeakMap<PoolClient, Life>();

  constructor(
    private readonly options: ConnectionOptions,
    readonly availability = new Availability(),
  ) {
    this.schema = new Schema(options.schema);
    this.pool = new Pool(poolOptions(options));
    this.timeout = new ConnectTimeout(this.pool.options);
    availability.onSuspicion(() => this.timeout.shorten());
    // A broken idle connection leaves the pool by itself. Those in use lead to the same server.
    this.pool.on('error', (error, client) => {
      availability.suspectConnection(this.lives.get(client)?.generation ?? -1, error);
    });
    this.pool.on('connect', (client) => {
      const ends = performance.now() + LONGEST_LIFE_MS * (1 - Math.random() * JITTER);
      this.lives.set(client, { generation: availability.generation, ends });
    });
  }

  /** Additional connections to the same server, which requests cannot use. */
  reserve(poolSize: number): ConnectionPool {
    return new ConnectionPool({ ...this.options, poolSize }, this.availability);
  }

  get counts(): PoolCounts {
    const { totalCount, idleCount: idle, waitingCount: waiting, options } = this.pool;
    return { inUse: totalCount - idle, idle, waiting, limit: options.max };
  }

  /** Returns a connection that the caller must release. */
  async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      const { generation, ends } = this.lives.get(client)!;
      if (generation === this.availability.generation && performance.now() < ends) return client;
      discard(client);
    }
  }

  /**
   * Runs the work on a connection, within the limit. A server that accepts no writes has done nothing of it:
   * the work is repeated once, on a newer connection.
   * @param work gets a function to call if the connection can no longer be used
   */
  async useClient<T>(
    limit: Limit,
    work: (client: PoolClient, breaks: (error: Error) => void) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const client = await this.connected();
      let broken: Error | undefined;
      // The first error is the cause: later ones only report that the connection is gone.
      const breaks = (error: Error): void => void (broken ??= error);
      client.on('error', breaks);
      try {
        const result = await within(limit, client, () => work(client, breaks));
        this.availability.noteSuccess();
        return result;
      } catch (error) {
        const unusable = endsConnection(error);
        if (unusable) breaks(error as Error);
        if (unusable && isUnavailable(error))
          this.availability.suspectConnection(this.lives.get(client)!.generation, error);
        if (attempt > 1 || !isReadOnly(error)) throw this.noted(error, broken);
      } finally {
        client.off('error', breaks);
        if (broken === undefined) client.release();
        else discard(client);
      }
    }
  }

  async end(): Promise<void> {
    await this.pool.end();
  }

  /** @throws DomainError `database_unavailable` with its cause, if the connection cannot be opened */
  private async connected(): Promise<PoolClient> {
    const { ms } = this.timeout;
    try {
      const client = await this.connect();
      this.timeout.restore();
      return client;
    } catch (error) {
      if (isTimeout(error)) this.timeout.lengthen(ms);
      if (error instanceof DomainError) throw this.noted(error);
      throw this.noted(new DomainError('database_unavailable', {}, { cause: error }));
    }
  }

  private noted(error: unknown, cause = error): unknown {
    if (isUnavailable(error)) this.availability.noteFailure(cause);
    return error;
  }
}

/** Ends the connection politely if possible, without waiting for the answer. */
function discard(client: PoolClient): void {
  client.release(true);
  cut(client);
}
