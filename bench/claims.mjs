// Job claims by 16 concurrent schedulers, beside a bare UPDATE by primary key over as many connections.
//
//   npm run build && node bench/claims.mjs [workers]        default: 100,000
import { pathToFileURL } from 'node:url';
import { fillFleet, idsOf } from './support/fleet.mjs';
import { load } from './support/load.mjs';
import { openPostgres, statementRate, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const SCHEDULERS = 16;
const SLOTS = 4;
const UPDATE = `UPDATE worker_registration.worker_state SET assigned_job_count = assigned_job_count WHERE id = $1`;

export async function* claims({ workers = 100_000, seconds = 5, rounds = 3 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  try {
    const ids = await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers, SLOTS);
      return idsOf(client);
    });
    let claimed = 0;
    const [ours, theirs] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(
        await statementRate(postgres.url, {
          sql: UPDATE,
          name: 'update',
          connections: SCHEDULERS,
          seconds,
          next: () => ({ values: [ids[Math.floor(Math.random() * ids.length)].id], count: 1 }),
        }),
      );
      const result = await load(service.url, {
        connections: SCHEDULERS,
        seconds,
        script: `
          local n = 0
          wrk.headers["Content-Type"] = "application/json"
          function request()
            n = n + 1
            return wrk.format("POST", "/api/v1/worker-registration/jobs/claim", nil, '{"jobId":"job-${round}-' .. n .. '"}')
          end`,
      });
      if (result.bad.length > 0) throw new Error(`Refused: ${JSON.stringify(result.bad)}`);
      claimed += result.statuses['201'];
      ours.push(result.rate);
    }
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
    const unanswered = kept.jobs - claimed;
    if (
      unanswered < 0 ||
      unanswered > SCHEDULERS * rounds ||
      kept.counted !== kept.jobs ||
      kept.overfilled > 0
    )
      throw new Error(`Wrong count: ${JSON.stringify({ claimed, ...kept })}`);
    const note = `${kept.jobs} jobs in ${workers} workers, ${kept.overfilled} overfilled`;
    yield* [
      row({
        bench: 'job claims',
        figure: median(ours),
        unit: 'claims/s',
        against: 'a bare UPDATE by primary key',
        reference: median(theirs),
        atLeast: 0.5,
        note,
      }),
      row({ bench: 'job claims', figure: median(ours), unit: 'claims/s', atLeast: 4000 }),
    ];
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runAlone('claims', claims({ workers: Number(process.argv[2] ?? 100_000) }));
}
