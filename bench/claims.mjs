// Job claims by 16 concurrent schedulers, and by one, beside a bare UPDATE by primary key over as many connections, and
// beside a plain service with one prepared UPDATE … FOR UPDATE SKIP LOCKED.
//
//   npm run build && node bench/claims.mjs [workers]        default: 100,000
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillFleet, idsOf } from './support/fleet.mjs';
import { load } from './support/load.mjs';
import { openPostgres, postgresCpu, statementRate, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { cpuSeconds, startProgram, startService } from './support/service.mjs';

const SCHEDULERS = 16;
const SLOTS = 4;
const UPDATE = `UPDATE worker_registration.worker_state SET assigned_job_count = assigned_job_count WHERE id = $1`;

/** Lua that claims another job with each request. */
const script = (path, prefix) => `
  local n = 0
  wrk.headers["Content-Type"] = "application/json"
  function request()
    n = n + 1
    return wrk.format("POST", "${path}", nil, '{"jobId":"${prefix}-' .. n .. '"}')
  end`;

/** Claims a second, and microseconds of CPU a claim, of a service with its database. */
async function claimed({ url, pid, path }, client, { connections, seconds, prefix }) {
  const used = async () => (await cpuSeconds(pid)) + (await postgresCpu(client));
  const before = await used();
  const result = await load(url, { connections, seconds, script: script(path, prefix) });
  if (result.bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.bad)}`);
  const cpu = (((await used()) - before) / result.requests) * 1e6;
  return { rate: result.rate, cpu, count: result.statuses['201'] };
}

export async function* claims({ workers = 100_000, seconds = 5, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const plain = await startProgram(join(import.meta.dirname, 'support/plain-claim.mjs'), {
    env: { DATABASE_URL: postgres.url, WORKERS: String(workers), SLOTS: String(SLOTS) },
  });
  try {
    const ids = await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers, SLOTS);
      return idsOf(client);
    });
    let acknowledged = 0;
    const bare = [];
    /** Of 16 schedulers and of one: runs of the service and of the plain one. */
    const together = [[], []];
    const alone = [[], []];
    const contestants = [
      { ...service, path: '/api/v1/worker-registration/jobs/claim' },
      { ...plain, path: '/plain' },
    ];
    await withClient(postgres.url, async (client) => {
      for (let round = 0; round < rounds; round += 1) {
        bare.push(
          await statementRate(postgres.url, {
            sql: UPDATE,
            name: 'update',
            connections: SCHEDULERS,
            seconds,
            next: () => ({ values: [ids[Math.floor(Math.random() * ids.length)].id], count: 1 }),
          }),
        );
        for (const { runs, connections } of [
          { runs: together, connections: SCHEDULERS },
          { runs: alone, connections: 1 },
        ])
          for (const [index, each] of contestants.entries()) {
            const prefix = `job-${round}-of-${connections}`;
            const run = await claimed(each, client, { connections, seconds, prefix });
            runs[index].push(run);
            if (index === 0) acknowledged += run.count;
          }
      }
    });
    const [kept] = await withClient(postgres.url, async (client) => {
      const { rows } = await client.query(
        `SELECT (SELECT count(*)::integer FROM worker_registration.job) AS jobs,
           (SELECT sum(assigned_job_count)::integer FROM worker_registration.worker_state) AS counted,
           (SELECT count(*)::integer FROM worker_registration.worker_state
            WHERE assigned_job_count > usable_slots) AS overfilled`,
      );
      return rows;
    });
    // Includes claims that were under way when the load ended, unanswered: up to one per scheduler and round.
    const unanswered = kept.jobs - acknowledged;
    if (
      unanswered < 0 ||
      unanswered > (SCHEDULERS + 1) * rounds ||
      kept.counted !== kept.jobs ||
      kept.overfilled > 0
    )
      throw new Error(`Wrong count: ${JSON.stringify({ acknowledged, ...kept })}`);
    const note = `${kept.jobs} jobs in ${workers} workers, ${kept.overfilled} overfilled`;
    const medianOf = (runs, name) => median(runs.map((run) => run[name]));
    const figure = medianOf(together[0], 'rate');
    const against = 'a plain service with one prepared UPDATE … SKIP LOCKED';
    const cpuOf = (runs, how) =>
      row({
        bench: `CPU of a claim, ${how}`,
        figure: medianOf(runs[0], 'cpu'),
        unit: 'µs',
        against,
        reference: medianOf(runs[1], 'cpu'),
      });
    yield* [
      row({
        bench: 'job claims',
        figure,
        unit: 'claims/s',
        against: 'a bare UPDATE by primary key',
        reference: median(bare),
        atLeast: 0.5,
        note,
      }),
      row({ bench: 'job claims', figure, unit: 'claims/s', atLeast: 4000 }),
      row({
        bench: 'job claims',
        figure,
        unit: 'claims/s',
        against,
        reference: medianOf(together[1], 'rate'),
      }),
      cpuOf(together, `${SCHEDULERS} schedulers`),
      cpuOf(alone, 'one scheduler'),
    ];
  } finally {
    await plain.stop();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('claims', claims({ workers: Number(process.argv[2] ?? 100_000) }));
}
