// Plain services: Fastify with one prepared statement, or one command to Redis; and a column without any service.
import { join } from 'node:path';
import { postgresCpu } from '../support/postgres.mjs';
import { openRedis } from '../support/redis.mjs';
import { cpuSeconds, startProgram } from '../support/service.mjs';
import { columnLoad } from './column.mjs';
import { BEAT, described, send, sendNew, WORKERS } from './load.mjs';

const program = (name) => join(import.meta.dirname, '../support', name);
const body = JSON.stringify(BEAT);

/** The requests of both kinds to such a service. */
const plainLoad = (beats, inserts) => ({
  heartbeats: (seconds) =>
    send(
      beats,
      seconds,
      Array.from({ length: WORKERS }, (_, n) => ({ path: `/plain/worker-${n + 1}`, body })),
    ),
  registrations: (seconds, prefix) =>
    sendNew(inserts, seconds, prefix, (name, n) => [
      { path: '/plain', body: JSON.stringify(described(name, n)) },
    ]),
});

/** Fastify, a pool of ten connections, one prepared UPDATE or INSERT; the same PostgreSQL. */
export async function plainService({ postgres, client, postmaster }) {
  const env = { DATABASE_URL: postgres.url, WORKERS: String(WORKERS) };
  const update = await startProgram(program('plain-update.mjs'), { env });
  const insert = await startProgram(program('plain-insert.mjs'), { env });
  return {
    pids: [update.pid, insert.pid, postmaster],
    processes: {
      service: async () => (await cpuSeconds(update.pid)) + (await cpuSeconds(insert.pid)),
      PostgreSQL: () => postgresCpu(client),
    },
    ...plainLoad(update.url, insert.url),
    stop: async () => {
      await update.stop();
      await insert.stop();
      await client.query('DROP TABLE plain_worker, plain_registration');
    },
  };
}

/** A table that 64 clients write on connections of their own; the same PostgreSQL. */
export async function column({ postgres, client, postmaster }) {
  const { stop, ...load } = await columnLoad(postgres.url, client);
  return { pids: [postmaster], processes: { PostgreSQL: () => postgresCpu(client) }, ...load, stop };
}

/** Fastify and one SET with an expiry. @param fsync of its append-only file: `always` or `everysec` */
export const redisService = (fsync) =>
  async function open() {
    const redis = await openRedis(['--appendonly', 'yes', '--appendfsync', fsync]);
    const service = await startProgram(program('plain-redis.mjs'), { env: { REDIS_URL: redis.url } });
    return {
      pids: [service.pid, redis.pid],
      processes: { service: () => cpuSeconds(service.pid), Redis: () => cpuSeconds(redis.pid) },
      ...plainLoad(service.url, service.url),
      stop: async () => {
        await service.stop();
        await redis.close();
      },
    };
  };
