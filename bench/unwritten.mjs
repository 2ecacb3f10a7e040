// Heartbeats that change nothing, with `heartbeat-write: changes` beside `each`, in alternating rounds: over sessions, single ones
// over HTTP, and batches.
//
//   npm run build && node bench/unwritten.mjs
import { pathToFileURL } from 'node:url';
import { countedLoad, PREFIX, registered, requestsOf, spreadOver } from './support/heartbeats.mjs';
import { metricOf } from './support/metrics.mjs';
import { openPostgres, postgresCpu, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { cpuSeconds, startService } from './support/service.mjs';
import { sessionBeats } from './sessions.mjs';
import { inTurn, medians } from './support/turns.mjs';

const WORKERS = 1000;
const CONNECTIONS = 64;
const BATCH = 1000;
const BATCH_CONNECTIONS = 8;

const BODY = { status: 'ACTIVE', currentJobCount: 3, availableCapacity: 7 };

/** A database of its own on the same server. */
async function secondDatabase(url) {
  await withClient(url, (client) => client.query('CREATE DATABASE bench_changes'));
  const second = new URL(url);
  second.pathname = '/bench_changes';
  return second.href;
}

/** Bytes of WAL so far. */
async function walBytes(client) {
  const { rows } = await client.query(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS bytes`,
  );
  return rows[0].bytes;
}

const TAKEN = 'worker_registration_heartbeats_taken_total';
const UNWRITTEN = 'worker_registration_heartbeats_unwritten_total';

/** Requires that no worker was promised a longer lease than is stored. @returns the number of promises */
async function requireStored(client, leases) {
  const { rows } = await client.query(
    `SELECT count(*)::integer AS kept FROM unnest($1::text[], $2::timestamptz[]) AS told (worker_id, ends)
     JOIN worker_registration.worker AS w USING (worker_id) JOIN worker_registration.worker_state AS s USING (id)
     WHERE told.ends <= worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, 36000)`,
    [Object.keys(leases), Object.values(leases)],
  );
  const told = Object.keys(leases).length;
  if (rows[0].kept !== told)
    throw new Error(`${told} leases were acknowledged, and ${rows[0].kept} are stored`);
  return told;
}

async function contestant(url, mode) {
  const service = await startService(url, {
    JOBSCHEDULER_WORKER_HEARTBEAT_WRITE: mode,
    WORKER_REGISTRATION_SERVER_MAX_CONNECTIONS_PER_ADDRESS: '10000',
  });
  return { mode, url, service, tokens: await registered(service.api, WORKERS), leases: 0 };
}

/** Ways to send heartbeats: each returns how many were acknowledged, and the leases that the last answers promised. */
const WAYS = {
  sessions: ({ service, tokens }, seconds) => sessionBeats(service.url, tokens, seconds, BODY),
  'single heartbeats, minimal answers': ({ service, tokens }, seconds) =>
    countedLoad(service.url, {
      connections: CONNECTIONS,
      seconds,
      minimal: true,
      requests: requestsOf(tokens, JSON.stringify(BODY)),
    }),
  batches: async ({ service }, seconds) => {
    const requests = spreadOver(WORKERS, BATCH).map((names) => ({
      path: `${PREFIX}/heartbeat/batch`,
      body: JSON.stringify(names.map((workerId) => ({ workerId, ...BODY }))),
    }));
    const sent = await countedLoad(service.url, {
      connections: BATCH_CONNECTIONS,
      seconds,
      requests,
      slow: true,
    });
    return { acknowledged: sent.acknowledged * BATCH, rate: sent.rate * BATCH };
  },
};

async function measured(each, way, seconds) {
  return withClient(each.url, async (client) => {
    const read = () =>
      Promise.all([
        cpuSeconds(each.service.pid),
        postgresCpu(client),
        walBytes(client),
        metricOf(each.service.url, TAKEN),
        metricOf(each.service.url, UNWRITTEN),
      ]);
    const before = await read();
    const { acknowledged, rate, leases = {} } = await WAYS[way](each, seconds);
    const after = await read();
    const [own, stored, wal, taken, kept] = after.map((now, index) => now - before[index]);
    if (taken !== acknowledged) throw new Error(`${acknowledged} were acknowledged, ${taken} counted`);
    each.leases += await requireStored(client, leases);
    return {
      rate,
      own: (own / acknowledged) * 1e6,
      stored: (stored / acknowledged) * 1e6,
      wal: wal / acknowledged,
      written: 1 - kept / acknowledged,
    };
  });
}

const parts = ({ own, stored, wal, written }) =>
  `service ${own.toFixed(0)}, PostgreSQL ${stored.toFixed(0)} µs, ${written.toFixed(3)} rows and ${wal.toFixed(0)} bytes of WAL each`;

export async function* unwritten({ seconds = 5, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const both = [
    await contestant(postgres.url, 'each'),
    await contestant(await secondDatabase(postgres.url), 'changes'),
  ];
  try {
    for (const way of Object.keys(WAYS)) {
      const runs = await inTurn(
        both.map((each) => () => measured(each, way, seconds)),
        rounds,
      );
      const [each, changes] = runs.map(medians);
      yield row({
        bench: `heartbeats that change nothing: ${way}`,
        figure: changes.rate,
        unit: 'heartbeats/s',
        against: 'heartbeat-write: each',
        reference: each.rate,
        note: `${parts(changes)}; each: ${parts(each)}; ${both[1].leases} acknowledged leases, none later than the stored one`,
      });
    }
  } finally {
    for (const { service } of both) await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('unwritten', unwritten());
}
