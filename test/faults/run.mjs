// Injects faults into the service, and reports the results.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../support/command-line.mjs';
import { tryBrokenBuilds } from './broken-builds.mjs';
import { isDone, readResults, summaryOf, toldSummary } from './report.mjs';
import { runSchedules } from './run-schedules.mjs';

const ALL =
  'instances,deaths,postgres,network,redis,sentinel,cluster,fail-over,full-disk,pgbouncer,rolling-update,random';
const KNOWN = `short,${ALL},eight-hours`.split(',');

const USAGE = `Injects faults into the service, and reports the results.

  npm run test:faults                             the short schedule, as \`npm test\` runs it
  npm run test:faults -- --full                   all the others but eight-hours
  npm run test:faults -- --schedule fail-over     one of them, or several with commas between
  npm run test:faults -- … --fault 'PostgreSQL c' only the steps with such a fault
  npm run test:faults -- … --seed 7               the same random values; each run prints its seed
  npm run test:faults -- … --runs 10              ten times, each with the next seed
  npm run test:faults -- … --results FILE         adds what came of each schedule to a file, and leaves out what is there:
                                                  the same line again goes on with runs that were interrupted
  npm run test:faults -- … --json                 the table as JSON
  npm run test:faults -- --schedule eight-hours   eight hours of a fleet in five minutes
  npm run test:faults -- --broken                 with builds that are broken: each has to be found; or some of their names
  node test/faults/run.mjs --table FILE…          the table of such files

Schedules: ${KNOWN.join(', ')}
Tests the build in dist: run \`npm run build\` first. Exit code 1: a promise was broken, or a broken build was not detected.
`;

const { values, positionals } = readCommandLine(
  USAGE,
  {
    full: { type: 'boolean', default: false },
    schedule: { type: 'string' },
    fault: { type: 'string' },
    seed: { type: 'string', whole: true, default: String(Math.floor(Math.random() * 1_000_000)) },
    runs: { type: 'string', whole: true, default: '1' },
    results: { type: 'string' },
    json: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    broken: { type: 'boolean', default: false },
  },
  { allowPositionals: true },
);

if (values.broken) process.exit((await tryBrokenBuilds(positionals, Number(values.seed))) ? 0 : 1);
process.exit(values.table ? tell(await readResults(positionals)) : await run());

async function run() {
  const names = (values.schedule ?? (values.full ? ALL : 'short')).split(',');
  const unknown = names.filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown schedule ${unknown.join(', ')}. Schedules: ${KNOWN.join(', ')}\n`);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'worker-registration-results-'));
  const results = values.results ?? join(folder, 'outcomes.ndjson');
  let failed = false;
  try {
    for (let turn = 0; turn < Number(values.runs); turn += 1) {
      const seed = Number(values.seed) + turn;
      const before = await readResults([results]);
      const left = names.filter((name) => !isDone(before, name, seed));
      process.stderr.write(`Seed ${seed}: ${left.join(', ') || 'all done already'}\n`);
      if (left.length > 0 && !(await runSchedules({ schedules: left, seed, results, only: values.fault })))
        failed = true;
    }
    return Math.max(tell(await readResults([results])), failed ? 1 : 0);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns 0 if nothing was broken */
function tell(lines) {
  const summary = summaryOf(lines);
  process.stdout.write(values.json ? `${JSON.stringify(summary, null, 2)}\n` : toldSummary(summary));
  return summary.breaches.length + summary.brokeOff.length > 0 ? 1 : 0;
}
