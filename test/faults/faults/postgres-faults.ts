import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { LEASE_MS } from '../parts/instance.js';
import { freeBytes, type World } from '../parts/world.js';
import type { Fault } from './fault.js';

const MIB = 1024 * 1024;

export const postgresCrashed: Fault = {
  part: 'PostgreSQL',
  name: 'PostgreSQL crashes',
  lasts: [300, 2000],
  async inject({ postgres }) {
    await postgres.crash();
    return () => postgres.start();
  },
};

export const postgresAway: Fault = {
  part: 'PostgreSQL',
  name: 'PostgreSQL is unavailable for longer than a lease',
  lasts: [LEASE_MS + 500, LEASE_MS + 1500],
  inject: postgresCrashed.inject,
};

export const postgresSuspended: Fault = {
  part: 'PostgreSQL',
  name: 'PostgreSQL is suspended for longer than a lease',
  lasts: [LEASE_MS + 500, LEASE_MS + 1500],
  async inject({ postgres }) {
    await postgres.signalAll('SIGSTOP');
    return () => postgres.signalAll('SIGCONT');
  },
};

export const postgresRestarted: Fault = {
  part: 'PostgreSQL',
  name: 'PostgreSQL is stopped and started',
  lasts: [0, 1000],
  async inject({ postgres }) {
    await postgres.shutDown();
    return () => postgres.start();
  },
};

/** The server treats that as a crash, ends all connections and recovers. */
export const backendKilled: Fault = {
  part: 'PostgreSQL',
  name: 'a process of PostgreSQL is killed, as if out of memory',
  lasts: [0, 0],
  async inject({ postgres }, choice) {
    const ours = await postgres.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'worker-registration' ORDER BY pid`,
    );
    process.kill(ours[choice % ours.length]!.pid, 'SIGKILL');
    return async () => undefined;
  },
};

/**
 * The server dies for good. The route to it, like a virtual address or a proxy, then leads to the replica.
 */
export const failOver: Fault = {
  part: 'PostgreSQL',
  name: 'PostgreSQL fails over to its replica',
  lasts: [300, 2000],
  needs: ({ replica }) => replica !== undefined,
  async inject(world) {
    const replica = world.replica!;
    await world.postgres.crash();
    return async () => {
      await replica.promote();
      for (const { database } of world.instances) database.turn(replica.url);
      world.postgres = replica;
      world.replica = undefined;
    };
  },
};

/** Ends each connection of the service, and occupies all of them before it reconnects. */
export const connectionsExhausted: Fault = {
  part: 'PostgreSQL',
  name: 'all connections of PostgreSQL are in use',
  lasts: [1000, LEASE_MS + 1500],
  async inject(world) {
    const greedy: Client[] = [];
    const take = async (): Promise<boolean> => {
      const client = await world.postgres.connect().catch(() => undefined);
      if (client !== undefined) greedy.push(client);
      return client !== undefined;
    };
    while (await take());
    // Connections that the service regains meanwhile are ended again.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await greedy[0]!.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'worker-registration'`,
      );
      for (let free = 0; free < 10; free += 1) await take();
    }
    return async () => void (await Promise.all(greedy.map((client) => client.end())));
  },
};

/** Like an operator who locks a table by hand and forgets it. */
export const tableLocked: Fault = {
  part: 'PostgreSQL',
  name: 'another transaction locks a table',
  lasts: [2000, 2 * LEASE_MS],
  inject: (world) => holding(world, 'LOCK TABLE worker_registration.worker_state IN ACCESS EXCLUSIVE MODE'),
};

export const rowsLocked: Fault = {
  part: 'PostgreSQL',
  name: 'another transaction locks the rows of some workers',
  lasts: [2000, LEASE_MS + 1500],
  inject: (world) =>
    holding(
      world,
      `SELECT 1 FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)
       WHERE w.worker_id LIKE '%-1' FOR UPDATE OF s`,
    ),
};

export const diskFull: Fault = {
  part: 'PostgreSQL',
  name: 'the disk of PostgreSQL is full',
  lasts: [2000, LEASE_MS + 1500],
  needs: ({ disk }) => disk !== undefined,
  async inject({ disk, postgres }) {
    const file = join(disk!, 'somebody-elses.log');
    const filler = await open(file, 'w');
    try {
      const block = Buffer.alloc(MIB);
      while ((await freeBytes(disk!)) > MIB) await filler.write(block);
      // The last pages, too.
      for (let size = MIB; size >= 4096; size /= 2) await filler.write(block, 0, size).catch(() => undefined);
    } finally {
      await filler.close();
    }
    return async () => {
      await rm(file);
      // A supervisor would have tried all the time, and succeeds now.
      if (!postgres.running) await postgres.start();
    };
  },
};

export const bouncerKilled: Fault = {
  part: 'PostgreSQL',
  name: 'pgbouncer is killed',
  lasts: [300, 2000],
  needs: ({ bouncer }) => bouncer !== undefined,
  async inject({ bouncer }) {
    await bouncer!.kill();
    return () => bouncer!.start();
  },
};

export const bouncerSuspended: Fault = {
  part: 'PostgreSQL',
  name: 'pgbouncer is suspended',
  lasts: [1500, 4000],
  needs: ({ bouncer }) => bouncer !== undefined,
  async inject({ bouncer }) {
    bouncer!.signal('SIGSTOP');
    return async () => bouncer!.signal('SIGCONT');
  },
};

async function holding({ postgres }: World, statement: string): Promise<() => Promise<void>> {
  const client = await postgres.connect();
  await client.query('BEGIN');
  await client.query(statement);
  return () => client.end();
}
