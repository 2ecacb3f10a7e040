// Heartbeats, single and in batches, beside an upper bound, in short alternating rounds.
//
//   npm run build && node bench/heartbeats.mjs [--full]        --full: longer rounds, and batches at 1,000,000 workers
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RENEW_UNSHOWN } from '../dist/workers/heartbeats/store/lease.store.js';
import { fillFleet, idsOf } from './support/fleet.mjs';
import {
  countedLoad,
  heartbeatPath,
  PREFIX,
  registered,
  requestsOf,
  spreadOver,
} from './support/heartbeats.mjs';
import { openPostgres, requireExact, statementRate, withClient } from './support/postgres.mjs';
import { openRedis } from './support/redis.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startProgram, startService } from './support/service.mjs';
import { inTurn } from './support/turns.mjs';

const WORKERS = 10_000;
const MILLION = 1_000_000;
const CONNECTIONS = 64;
const BATCH = 1000;
const BATCH_CONNECTIONS = 8;
/** Number of concurrent statements of a busy service. */
const LANES = 2;

/** A typical heartbeat. */
const BODY = {
  status: 'ACTIVE',
  currentJobCount: 3,
  availableCapacity: 7,
  cpuUsage: 45.5,
  memoryUsage: 67.8,
  errorCount: 0,
  message: 'All systems operational',
};

const program = (name) => join(import.meta.dirname, 'support', name);

async function singles(postgres, service, { seconds, rounds }) {
  const tokens = await registered(service.api, WORKERS);
  const redis = await openRedis().catch(() => undefined);
  const stores = { DATABASE_URL: postgres.url, ...(redis && { REDIS_URL: redis.url }) };
  const empty = await startProgram(program('empty-handler.mjs'));
  const validated = await startProgram(program('validated-handler.mjs'));
  const plain = await startProgram(program('plain-service.mjs'), {
    env: { ...stores, WORKERS: String(WORKERS) },
  });
  const update = await startProgram(program('plain-update.mjs'), {
    env: { DATABASE_URL: postgres.url, WORKERS: String(WORKERS) },
  });
  let acknowledged = 0;
  const beating = (url, path) => async () => {
    const requests = requestsOf(tokens, JSON.stringify(BODY), path);
    const result = await countedLoad(url, { connections: CONNECTIONS, seconds, requests });
    if (url === service.url) acknowledged += result.acknowledged;
    return result.rate;
  };
  try {
    const runs = await inTurn(
      [
        beating(service.url, heartbeatPath),
        beating(empty.url, (name) => `/empty/${name}`),
        beating(validated.url, (name) => `/empty/${name}`),
        beating(plain.url, (name) => `/plain/${name}`),
        beating(update.url, (name) => `/plain/${name}`),
      ],
      rounds,
    );
    const [ours, ...others] = runs.map(median);
    await withClient(postgres.url, (client) => requireExact(client, acknowledged));
    const goals = [
      ['an empty Nest + Fastify handler', 0.9],
      ['the same with ValidationPipe and an equal DTO', 1.8],
      [`load, change, save with TypeORM${redis ? ', set in Redis' : ''}`, 5],
      ['a plain service with one prepared UPDATE', 1],
    ];
    const rows = goals.map(([against, atLeast], index) =>
      row({
        bench: 'single heartbeats',
        figure: ours,
        unit: 'requests/s',
        against,
        reference: others[index],
        atLeast,
        note: index === 0 ? `${acknowledged} acknowledged, as many in the rows` : '',
      }),
    );
    return { rows, acknowledged };
  } finally {
    for (const each of [empty, validated, plain, update]) await each.stop();
    await redis?.close();
  }
}

/** The statement of the batcher, as the service sends it for a batch. */
function statement(ids) {
  const of = (value) => ids.map(() => value);
  const report = [of('ACTIVE'), of('All systems operational'), of(3), of(7), of(45.5), of(67.8), of(0), null];
  return {
    values: [ids, null, null, ...report, of(1), null, null, 0, 30, 0, 43, 36_000, false, null],
    count: ids.length,
  };
}

async function batches(postgres, service, { workers, before, seconds, rounds }) {
  const ids = new Map(
    (await withClient(postgres.url, (client) => idsOf(client))).map((each) => [each.worker_id, each.id]),
  );
  const parts = spreadOver(workers, BATCH);
  // As in the service: up to two concurrent batches, and no two statements with the same worker.
  const groups = parts.map((part, index) => [...part, ...parts[(index + 1) % parts.length]]);
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    groups.map((names) => [
      ...new Set(
        names.map((name) => ids.get(name)).filter((id) => Number.parseInt(id.slice(-4), 16) % LANES === lane),
      ),
    ]),
  );
  const at = lanes.map(() => 0);
  let acknowledged = before;
  const alone = async () => {
    const next = (lane) => {
      const part = statement(lanes[lane][at[lane]]);
      at[lane] = (at[lane] + 1) % lanes[lane].length;
      acknowledged += part.count;
      return part;
    };
    return statementRate(postgres.url, {
      sql: RENEW_UNSHOWN.text,
      name: RENEW_UNSHOWN.preparedName,
      connections: LANES,
      seconds,
      next,
    });
  };
  const requests = parts.map((names) => ({
    path: `${PREFIX}/heartbeat/batch`,
    body: JSON.stringify(names.map((workerId) => ({ workerId, ...BODY }))),
  }));
  const beating = async () => {
    const load = { connections: BATCH_CONNECTIONS, seconds, requests, slow: true };
    const result = await countedLoad(service.url, load);
    acknowledged += result.acknowledged * BATCH;
    return result.rate * BATCH;
  };
  const [ours, reference] = (await inTurn([beating, alone], rounds)).map(median);
  await withClient(postgres.url, (client) => requireExact(client, acknowledged));
  const figure = { bench: `heartbeat batches, ${workers} workers`, figure: ours, unit: 'rows/s' };
  return {
    rows: [
      row({ ...figure, against: 'PostgreSQL alone, the same statement', reference, atLeast: 0.7 }),
      row({ ...figure, atLeast: workers > WORKERS ? 25_000 : 40_000 }),
    ],
    acknowledged,
  };
}

/** @param many the size of the larger fleet, which only gets batches */
export async function* heartbeats({ seconds = 5, rounds = 3, many } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  try {
    const one = await singles(postgres, service, { seconds, rounds });
    yield* one.rows;
    const all = { before: one.acknowledged, seconds, rounds };
    const few = await batches(postgres, service, { ...all, workers: WORKERS });
    yield* few.rows;
    if (many === undefined) return;
    await withClient(postgres.url, (client) => fillFleet(client, many, 10, WORKERS + 1));
    const last = await batches(postgres, service, { ...all, workers: many, before: few.acknowledged });
    yield* last.rows;
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const full = process.argv.includes('--full');
  await runAlone('heartbeats', heartbeats(full ? { many: MILLION } : { seconds: 2 }));
}
