import { setTimeout as pause } from 'node:timers/promises';
import { LEASE_MS } from '../parts/instance.js';
import type { FaultyPostgres } from '../parts/postgres.js';
import type { Fault } from './fault.js';

/**
 * By then a sweep has detected the silent workers; a pause of a busy machine, which is a gap, grants one more
 * lease.
 */
const LIMIT_MS = 2 * LEASE_MS + 5000;

/**
 * The only fault that is not the service's: a service that never reports silence would keep all other
 * promises.
 */
export const workersSilent: Fault = {
  part: 'workers',
  name: 'some workers fall silent',
  lasts: [0, 0],
  async inject({ postgres }, choice, crowd) {
    const silent = crowd.silence(choice);
    await found(
      postgres,
      silent.map(({ record }) => record.workerId),
    );
    return async () => {
      for (const worker of silent) worker.comeBack();
    };
  },
};

/**
 * The row of another worker is locked again and again meanwhile, so that some of its heartbeats are refused:
 * that must not hide a death.
 */
export const workersSilentBesideLockedRow: Fault = {
  part: 'workers',
  name: 'some workers fall silent while the row of another is locked again and again',
  lasts: [0, 0],
  async inject({ postgres }, choice, crowd) {
    const ended = new AbortController();
    const locking = lockAgainAndAgain(postgres, ended.signal);
    const silent = crowd.silence(choice);
    await found(
      postgres,
      silent.map(({ record }) => record.workerId),
    ).finally(() => ended.abort());
    await locking;
    return async () => {
      for (const worker of silent) worker.comeBack();
    };
  },
};

/** Longer than a heartbeat waits for its row, once per lease. */
async function lockAgainAndAgain(postgres: FaultyPostgres, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const client = await postgres.connect();
    await client.query('BEGIN');
    await client.query(
      `SELECT 1 FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)
       WHERE w.worker_id = 'taker-0' FOR UPDATE OF s`,
    );
    await pause(3500);
    await client.end();
    await pause(1000);
  }
}

/**
 * Resolves when none of them counts as healthy any longer, or at the limit: the checker reports those that
 * still do.
 */
async function found(postgres: FaultyPostgres, workerIds: readonly string[]): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  const healthy = `
    SELECT 1 FROM worker_registration.worker_state JOIN worker_registration.worker USING (id)
    WHERE worker_id = ANY ($1) AND health = 'HEALTHY'`;
  while (performance.now() < until && (await postgres.query(healthy, [workerIds])).length > 0)
    await pause(200);
}
