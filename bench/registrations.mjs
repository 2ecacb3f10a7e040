// New workers in NDJSON batches, beside PostgreSQL alone with the same statement and the same items.
//
//   npm run build && node bench/registrations.mjs [workers]        default: 100,000
import { pathToFileURL } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { MANY } from '../dist/workers/registration/store/register-statement.js';
import { openPostgres, withClient } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

/** The number of items per statement of the service, and of workers per request. */
const CHUNK = 2000;
const REQUEST = 10_000;

/** The parameters of the statement with default settings. */
const [HEARTBEAT_SECONDS, LEASE_SECONDS] = [30, 300];

const body = (prefix, index) => ({
  workerId: `${prefix}-${index}`,
  name: `Worker ${index}`,
  hostName: `node-${index % 500}.example.org`,
  hostAddress: `10.0.${(index >> 8) % 256}.${index % 256}`,
  port: 9090,
  maxConcurrentJobs: 10,
  capabilities: { java: '17', gpu: index % 8 === 0 },
  tags: ['nightly', `rack-${index % 40}`],
  version: '2.1.0',
  zone: `zone-${index % 20}`,
});

/** An item as the service passes it to the statement. */
function item(prefix, index, ord) {
  const { workerId, hostName, hostAddress, maxConcurrentJobs, ...rest } = body(prefix, index);
  return {
    ord,
    id: uuidv7(),
    worker_id: workerId,
    host_name: hostName,
    host_address: hostAddress,
    max_concurrent_jobs: maxConcurrentJobs,
    usable_slots: 10,
    priority_threshold: 0,
    worker_load_factor: 1,
    health_path: null,
    reconnect: null,
    terms: ['t:nightly', `t:rack-${index % 40}`, `z:zone-${index % 20}`, 'v:2.1.0', 'c:java', 'c:java=17'],
    search_text: `${workerId} worker ${index} ${hostName} ${hostAddress}`,
    boot_id: null,
    active_job_count: 0,
    expect_online: true,
    replaced: null,
    replaced_incarnation: null,
    lease_seconds: null,
    token_id: null,
    token_incarnation: null,
    actor: 'worker',
    detail: {},
    ...rest,
  };
}

export async function* registrations({ workers = 100_000 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  try {
    // Alternating, part by part, so that both meet tables of the same size and the same conditions of the machine.
    let [ourMs, theirMs, accepted] = [0, 0, 0];
    await withClient(postgres.url, async (client) => {
      const instance = (await client.query('SELECT max(number) AS n FROM worker_registration.instance'))
        .rows[0].n;
      for (let from = 0; from < workers; from += REQUEST) {
        const lines = Array.from({ length: REQUEST }, (_, index) =>
          JSON.stringify(body('ours', from + index)),
        );
        const ndjson = lines.join('\n');
        const chunks = [];
        for (let start = 0; start < REQUEST; start += CHUNK) {
          const items = Array.from({ length: CHUNK }, (_, ord) => item('theirs', from + start + ord, ord));
          chunks.push(JSON.stringify(items));
        }
        let began = performance.now();
        for (const chunk of chunks)
          await client.query({
            text: MANY.statement.text,
            name: 'register',
            values: [chunk, instance, HEARTBEAT_SECONDS, LEASE_SECONDS],
          });
        theirMs += performance.now() - began;
        began = performance.now();
        const answer = await fetch(`${service.api}/register/batch`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-ndjson' },
          body: ndjson,
        });
        accepted += (await answer.json()).created;
        ourMs += performance.now() - began;
      }
      const { rows } = await client.query(
        `SELECT count(*)::integer AS n FROM worker_registration.worker WHERE worker_id LIKE 'ours-%'`,
      );
      if (rows[0].n !== accepted || accepted !== workers)
        throw new Error(`Wrong count: ${accepted} accepted, ${rows[0].n} stored`);
    });
    const [ours, theirs] = [(workers / ourMs) * 1000, (workers / theirMs) * 1000];
    const bench = `registration in NDJSON batches of ${REQUEST}, ${workers} new workers`;
    yield* [
      row({
        bench,
        figure: ours,
        unit: 'workers/s',
        against: 'PostgreSQL alone, same statement',
        reference: theirs,
        atLeast: 0.5,
        note: `all ${accepted} acknowledged ones are stored`,
      }),
      row({ bench, figure: ours, unit: 'workers/s', atLeast: 10_000 }),
    ];
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('registrations', registrations({ workers: Number(process.argv[2] ?? 100_000) }));
}
