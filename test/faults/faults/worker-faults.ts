import { setTimeout as pause } from 'node:timers/promises';
import type { Death, WorkerRecord } from '../clients/ledger.js';
import { LEASE_MS, RARE_SWEEPS_MS } from '../parts/instance.js';
import type { FaultyPostgres } from '../parts/postgres.js';
import type { World } from '../parts/world.js';
import { viewsOf } from '../promises/views.js';
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

/** For a cleanup: gaps of other faults extend the lease, and the time for which a worker may be FAILED. */
const LOST_WITHIN_MS = 60_000;

/**
 * Workers with jobs are killed for good. They become suspect, FAILED and LOST; then an operator acknowledges their loss.
 * Needs a cleanup that does not wait for minutes.
 */
export const workersDie: Fault = {
  part: 'workers',
  name: 'workers with jobs die',
  lasts: [0, 0],
  async inject(world, choice, crowd) {
    const mortals = await crowd.addMortals();
    const records = mortals.map(({ record }) => record);
    // Not together: a sweep that happens to follow one of them soon does not follow each.
    await Promise.all(
      mortals.map(async (mortal, index) => {
        await pause(((index % 2) * RARE_SWEEPS_MS) / 2);
        mortal.die();
        await lost(world, mortal.record, choice);
      }),
    );
    // Figures are shared for a second.
    for (const ms of [0, 700, 700]) {
      await pause(ms);
      crowd.saw(await viewsOf(world, false));
    }
    return () => acknowledge(world, records);
  },
};

/** Looks at a dying worker through each instance in turn, until it is LOST or the limit. */
async function lost({ instances }: World, record: WorkerRecord, choice: number): Promise<void> {
  const until = performance.now() + LOST_WITHIN_MS;
  for (let turn = choice; performance.now() < until; turn += 1) {
    const sentAt = Date.now();
    const { api } = instances[turn % instances.length]!;
    const answer = await api
      .get<{ presence: string; health: string; suspect: boolean }>(`/${record.workerId}`)
      .catch(() => undefined);
    if (answer?.status === 200) {
      const { presence, health, suspect } = answer.body;
      // One that has FAILED is beyond suspicion.
      if (health !== 'FAILED') record.death?.looks.push({ sentAt, answeredAt: Date.now(), suspect });
      if (presence === 'LOST') break;
    }
    await pause(150);
  }
  deathOf(record).awaitedUntil = Date.now();
}

async function acknowledge({ instances }: World, records: readonly WorkerRecord[]): Promise<void> {
  for (const record of records) {
    deathOf(record).acknowledgedAt = Date.now();
    for (let turn = 0; ; turn += 1) {
      const { api } = instances[turn % instances.length]!;
      const path = `/${record.workerId}/acknowledge`;
      const answer = await api.post(path, { reason: 'a test' }).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) break;
      await pause(300);
    }
  }
}

function deathOf({ workerId, death }: WorkerRecord): Death {
  if (death === undefined) throw new Error(`${workerId} did not die: it was refused for a minute`);
  return death;
}

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
