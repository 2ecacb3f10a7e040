// The cost of deleting old events: rows per second, whether the last batch costs what the first did, and whether the
// space is reused. Once undisturbed, once while another session holds an older snapshot, as a backup does.
//
//   npm run build && node bench/journal-expiry.mjs [events]        default: 1,000,000
//
// Uses the PostgreSQL of DATABASE_URL (its schema worker_registration is dropped), or an embedded one in a temporary
// folder.
import { Database } from '../dist/platform/database/database.js';
import { openPool } from '../dist/platform/database/open-pool.js';
import { JournalStore } from '../dist/journal/store/journal.store.js';
import { openPostgres, withClient } from './support/postgres.mjs';

const events = Number(process.argv[2] ?? 1_000_000);
const BATCH = 5000;
const STEP = 100_000;
const DAYS = 90;
const say = (line) => process.stdout.write(`${line}\n`);
const thousands = (value) => Math.round(value).toLocaleString('en');

/** Events of 100,000 workers, of the given age. */
const FILL = `
  INSERT INTO worker_registration.journal (at, type, id, worker_id, actor, detail)
  SELECT now() - make_interval(days => $3), 're-registered', md5((n % 100000)::text)::uuid, 'worker-' || n % 100000, 'worker',
    jsonb_build_object('outcome', 'restarted', 'incarnation', n % 50)
  FROM generate_series($1::integer, $2::integer) AS n`;

const postgres = await openPostgres();
const pool = await openPool({ connection: { connectionString: postgres.url }, poolSize: 2 });
const store = new JournalStore(new Database(pool));

async function fill(count, days) {
  const start = performance.now();
  for (let from = 1; from <= count; from += STEP)
    await pool.query(FILL, [from, Math.min(count, from + STEP - 1), days]);
  return (count / (performance.now() - start)) * 1000;
}

async function size() {
  const { rows } = await pool.query(
    `SELECT pg_table_size('worker_registration.journal')::float8 AS heap,
       pg_indexes_size('worker_registration.journal')::float8 AS indexes`,
  );
  const mib = (bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  return `${mib(rows[0].heap)} and ${mib(rows[0].indexes)} of indexes`;
}

const average = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Deletes everything that is too old, batch by batch, as the duty does. */
async function expireAll(label) {
  const times = [];
  let total = 0;
  let after = '0';
  for (let done = BATCH; done === BATCH; total += done) {
    const start = performance.now();
    const { expired, last } = await store.expire(DAYS, BATCH, after);
    times.push(performance.now() - start);
    [done, after] = [expired, last];
  }
  const tenth = Math.max(1, Math.floor(times.length / 10));
  const ms = times.reduce((sum, each) => sum + each, 0);
  say(
    `${label}: ${thousands(total)} events, ${thousands((total / ms) * 1000)}/s; a batch of ${BATCH} takes ` +
      `${average(times.slice(0, tenth)).toFixed(1)} ms in the first tenth, ${average(times.slice(-tenth)).toFixed(1)} ms in the last, ` +
      `${Math.max(...times).toFixed(0)} ms at most`,
  );
}

say(`insert: ${thousands(await fill(events, DAYS + 1))} events/s`);
await fill(100_000, 0);
await pool.query('VACUUM ANALYZE worker_registration.journal');
say(`size before: ${await size()}`);
await expireAll('expire');
say(`size after: ${await size()}`);
await pool.query('VACUUM worker_registration.journal');
await fill(events, 0);
say(`size with as many events again: ${await size()}`);

await pool.query('TRUNCATE worker_registration.journal');
await fill(events, DAYS + 1);
await pool.query('VACUUM ANALYZE worker_registration.journal');
await withClient(postgres.url, async (other) => {
  await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await other.query('SELECT 1');
  await expireAll('expire beside an old snapshot');
  await other.query('COMMIT');
});

await pool.end();
await postgres.close();
