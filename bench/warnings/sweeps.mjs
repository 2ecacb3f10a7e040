// Sweeps of a fleet that reports figures: alone, and each after a look for warnings; in turn.
import { fillFleet } from '../support/fleet.mjs';
import { openPostgres, withClient } from '../support/postgres.mjs';
import { median, row } from '../support/report.mjs';
import { adHoc, startSweeper } from '../support/sweeper.mjs';

const PAIRS = 7;
/** Figures as of a fleet in which one worker of a hundred grows towards its limit. */
const REPORT = `UPDATE worker_registration.worker_state SET
  memory_usage = 30 + 60 * random(), event_loop_lag_ms = (30 * random())::integer, error_count = (10 * random())::integer,
  last_heartbeat = now()`;
const AGE = `UPDATE worker_registration.worker_trend SET at = at - interval '1 minute'`;

export async function* sweepsWithWarnings(workers) {
  const postgres = await openPostgres();
  const sweeper = await startSweeper(postgres.url, true);
  try {
    await withClient(postgres.url, (client) => fillFleet(client, workers));
    await withClient(postgres.url, async (client) => {
      await client.query(REPORT);
      await client.query('VACUUM ANALYZE worker_registration.worker_state');
    });
    const [alone, after, looks] = [[], [], []];
    await sweeper.watch();
    await sweeper.once();
    for (let pair = 0; pair < PAIRS; pair += 1) {
      alone.push((await sweeper.once()).ms);
      await sweeper.database.query(adHoc(AGE));
      looks.push((await sweeper.watch()).ms);
      after.push((await sweeper.once()).ms);
    }
    const ratios = after.map((ms, pair) => ms / alone[pair]);
    yield row({
      bench: `warnings, ${workers} workers: a sweep with warnings on`,
      figure: median(after),
      unit: 'ms',
      against: 'off, in pairs',
      reference: median(alone),
      ratio: median(ratios),
      atMost: 1.1,
    });
    const [{ bytes }] = await sweeper.database.query(
      adHoc(
        'SELECT avg(pg_column_size(t.*) + 4)::float8 AS bytes FROM worker_registration.worker_trend AS t',
      ),
    );
    yield row({
      bench: `warnings, ${workers} workers: a look for warnings, once a minute beside the sweeps`,
      figure: median(looks),
      unit: 'ms',
      note: `${bytes.toFixed(0)} bytes a worker`,
    });
  } finally {
    await sweeper.close();
    await postgres.close();
  }
}
