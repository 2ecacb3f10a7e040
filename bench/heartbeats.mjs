// Heartbeats, one by one and in batches, beside what is to be had at the most, in short rounds in turn.
//
//   npm run build && node bench/heartbeats.mjs [--full]        --full: longer rounds, and batches at 1,000,000 workers
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LANES } from '../dist/workers/heartbeats/heartbeat-lanes.js';
import { RENEW } from '../dist/workers/store/lease.store.js';
import { fillFleet, idsOf } from './support/fleet.mjs';
import { countedLoad, PREFIX, registered } from './support/heartbeats.mjs';
import { openPostgres, statementRate, withClient } from './support/postgres.mjs';
import { openRedis } from './support/redis.mjs';
import { keep, median, printRows, row, say } from './support/report.mjs';
import { startProgram, startService } from './support/service.mjs';

const WORKERS = 10_000;
const MANY = 1_000_000;
const CONNECTIONS = 64;
const BATCH = 1000;
const BATCH_CONNECTIONS = 8;

/** A heartbeat as a worker sends it. */
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

/** The median of each contestant; the first turn only warms up. */
async function inTurn(contestants, rounds) {
  const rates = contestants.map(() => []);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, contestant] of contestants.entries()) {
      const rate = await contestant();
      if (round > 0) rates[index].push(rate);
    }
  return rates.map(median);
}

/** What was acknowledged is there, exactly. */
async function requireExact(url, acknowledged) {
  const [{ there }] = await withClient(url, async (client) => {
    const { rows } = await client.query(
      'SELECT sum(heartbeat_count)::float8 AS there FROM worker_registration.worker_state',
    );
    return rows;
  });
  if (there !== acknowledged) throw new Error(`${acknowledged} were acknowledged, and ${there} are there`);
}

async function singles(postgres, service, { seconds, rounds }) {
  const tokens = await registered(service.api, WORKERS);
  const redis = await openRedis();
  const stores = { DATABASE_URL: postgres.url, ...(redis && { REDIS_URL: redis.url }) };
  const empty = await startProgram(program('empty-handler.mjs'));
  const validated = await startProgram(program('validated-handler.mjs'));
  const plain = await startProgram(program('plain-service.mjs'), {
    env: { ...stores, WORKERS: String(WORKERS) },
  });
  let acknowledged = 0;
  const beating = (url, path) => async () => {
    const workers = tokens.map((token, index) => ({ path: path(`worker-${index + 1}`), token }));
    const requests = workers.map((each) => ({ ...each, body: JSON.stringify(BODY) }));
    const result = await countedLoad(url, { connections: CONNECTIONS, seconds, requests });
    if (url === service.url) acknowledged += result.acknowledged;
    return result.rate;
  };
  try {
    const [ours, ...others] = await inTurn(
      [
        beating(service.url, (name) => `${PREFIX}/${name}/heartbeat`),
        beating(empty.url, (name) => `/empty/${name}`),
        beating(validated.url, (name) => `/empty/${name}`),
        beating(plain.url, (name) => `/plain/${name}`),
      ],
      rounds,
    );
    await requireExact(postgres.url, acknowledged);
    const goals = [
      ['an empty Nest + Fastify handler', 0.9],
      ['the same with ValidationPipe and an equal DTO', 1.8],
      [`load, change, save with TypeORM${redis ? ', set in Redis' : ''}`, 5],
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
    for (const each of [empty, validated, plain]) await each.stop();
    await redis?.close();
  }
}

/** The statement of a lane, as the service sends it for a batch. */
function statement(ids) {
  const of = (value) => ids.map(() => value);
  const report = [of('ACTIVE'), of('All systems operational'), of(3), of(7), of(45.5), of(67.8), of(0), null];
  return { values: [ids, null, null, ...report, of(1), null, 0], count: ids.length };
}

async function batches(postgres, service, { workers, before, seconds, rounds }) {
  const ids = await withClient(postgres.url, (client) => idsOf(client));
  // As in the service: no two statements at once hold the same worker.
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    ids.map(({ id }) => id).filter((id) => Number.parseInt(id.slice(-4), 16) % LANES === lane),
  );
  const at = lanes.map(() => 0);
  let acknowledged = before;
  const alone = async () => {
    const next = (lane) => {
      const from = at[lane];
      at[lane] = from + 2 * BATCH > lanes[lane].length ? 0 : from + BATCH;
      const part = statement(lanes[lane].slice(from, from + BATCH));
      acknowledged += part.count;
      return part;
    };
    return statementRate(postgres.url, {
      sql: RENEW.text,
      name: RENEW.name,
      connections: LANES,
      seconds,
      next,
    });
  };
  // At most 200 of them, spread over the fleet: the load generator holds them all.
  const parts = Math.min(workers / BATCH, 200);
  const requests = Array.from({ length: parts }, (_, part) => ({
    path: `${PREFIX}/heartbeat/batch`,
    body: JSON.stringify(
      Array.from({ length: BATCH }, (_, index) => ({
        workerId: `worker-${index * parts + part + 1}`,
        ...BODY,
      })),
    ),
  }));
  const beating = async () => {
    const load = { connections: BATCH_CONNECTIONS, seconds, requests, slow: true };
    const result = await countedLoad(service.url, load);
    acknowledged += result.acknowledged * BATCH;
    return result.rate * BATCH;
  };
  const [ours, reference] = await inTurn([beating, alone], rounds);
  await requireExact(postgres.url, acknowledged);
  const figure = { bench: `heartbeat batches, ${workers} workers`, figure: ours, unit: 'rows/s' };
  return {
    rows: [
      row({ ...figure, against: 'PostgreSQL alone, the same statement', reference, atLeast: 0.7 }),
      row({ ...figure, atLeast: workers > WORKERS ? 25_000 : 40_000 }),
    ],
    acknowledged,
  };
}

export async function heartbeats({ seconds = 5, rounds = 3, many = false } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  try {
    const one = await singles(postgres, service, { seconds, rounds });
    const all = { before: one.acknowledged, seconds, rounds };
    const few = await batches(postgres, service, { ...all, workers: WORKERS });
    if (!many) return [...one.rows, ...few.rows];
    await withClient(postgres.url, (client) => fillFleet(client, MANY, 10, WORKERS + 1));
    const last = await batches(postgres, service, { ...all, workers: MANY, before: few.acknowledged });
    return [...one.rows, ...few.rows, ...last.rows];
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const full = process.argv.includes('--full');
  const rows = await heartbeats(full ? { many: true } : { seconds: 2 });
  say();
  printRows(rows);
  await keep('heartbeats', rows);
}
