// What the dashboard reads for its views of a large fleet: the first page of the list by each order, facets, the map.
//
//   npm run build && node bench/views.mjs [workers]
import { loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const WORKERS = 100_000;

/** Hosts, versions, tags and states as a real fleet has them: 8 workers a host, 5 versions, a few ill and lost. */
const VARY = [
  `UPDATE worker_registration.worker SET host_name = 'node-' || hashtext(worker_id) % 12500 || '.example.org',
    version = '2.' || (hashtext(worker_id) & 3) || '.0', tags = ARRAY['production', 'rack-' || (hashtext(worker_id) & 63)]`,
  `UPDATE worker_registration.worker_state SET
    current_job_count = hashtext(id::text) & 7, health = CASE hashtext(id::text) & 127 WHEN 1 THEN 'FAILED' WHEN 2 THEN 'UNHEALTHY' ELSE 'HEALTHY' END::worker_registration.worker_health`,
  'VACUUM ANALYZE worker_registration.worker',
  'VACUUM ANALYZE worker_registration.worker_state',
];

const SORTS = ['workerId', 'name', 'zone', 'load', 'free', 'lastHeartbeat', 'health'];
const SHOWN = 'presence=PRESENT,EXPECTED,LOST';

/** The paths that a view reads at once, with the most milliseconds for all of them. */
const VIEWS = [
  ...SORTS.flatMap((key) => [key, `-${key}`]).map((sort) => ({
    view: `list, first page by ${sort}`,
    paths: [`?limit=100&sort=${sort}`],
    atMost: 300,
  })),
  {
    view: 'facets of the list',
    paths: ['health', 'presence', 'zone', 'version'].map((by) =>
      by === 'health' ? '/stats?by=presence&presence=PRESENT' : `/stats?by=${by}`,
    ),
    atMost: 500,
    isShared: true,
  },
  { view: 'map by zone', paths: [`/stats?by=zone,version&${SHOWN}`], atMost: 1000, isShared: true },
  {
    view: 'map by host',
    paths: [`/stats?by=zone,version&${SHOWN}`, `/stats?by=host,version&${SHOWN}`],
    atMost: 1000,
    isShared: true,
  },
];

async function readAll({ api }, paths) {
  const began = performance.now();
  await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(api + path);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    }),
  );
  return performance.now() - began;
}

export async function* views({ workers = WORKERS, rounds = 5 } = {}) {
  const postgres = await openPostgres();
  let service = await startService(postgres.url);
  /** The first reading of a service that has just started, which has counted nothing yet. */
  const readFirst = async (paths) => {
    await service.stop();
    service = await startService(postgres.url);
    return readAll(service, paths);
  };
  try {
    await withClient(postgres.url, async (client) => {
      await fillFleet(client, workers);
      for (const statement of VARY) await client.query(statement);
    });
    const readings = VIEWS.flatMap((view) => [
      { ...view, when: '', readNext: (paths) => readAll(service, paths) },
      ...(view.isShared ? [{ ...view, when: ', first of a service', readNext: readFirst }] : []),
    ]);
    for (const { view, paths, atMost, when, readNext } of readings) {
      const times = [];
      for (let round = 0; round < rounds; round += 1) times.push(await readNext(paths));
      yield row({
        bench: `${view}${when}, ${workers.toLocaleString('en')} workers`,
        figure: median(times),
        unit: 'ms',
        atMost,
        note: `slowest ${Math.max(...times).toFixed(0)} ms; load ${loadavg()[0].toFixed(1)}`,
      });
    }
  } finally {
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await runAlone('views', views({ workers: Number(process.argv[2] ?? WORKERS) }));
