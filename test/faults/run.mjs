// Breaks the service on purpose, and tells what came of it.
//
//   npm run test:faults                             the short schedule, as `npm test` runs it
//   npm run test:faults -- --full                   all the others
//   npm run test:faults -- --schedule fail-over     one of them, or several with commas between
//   npm run test:faults -- … --seed 7               the same chances again; the seed is told each time
//   npm run test:faults -- … --runs 10              ten times, each with the next seed
//   npm run test:faults -- … --json                 the table as JSON
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable, tableOf } from './report.mjs';

const ALL =
  'instances,postgres,network,redis,sentinel,cluster,fail-over,full-disk,pgbouncer,rolling-update,random';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    schedule: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    runs: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const names = values.schedule ?? (values.full ? ALL : 'short');
const unknown = names.split(',').filter((name) => !`short,${ALL}`.split(',').includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no schedule ${unknown.join(', ')}. There are: short, ${ALL.replaceAll(',', ', ')}\n`,
  );
  process.exit(2);
}

const root = join(import.meta.dirname, '..', '..');
const folder = await mkdtemp(join(tmpdir(), 'worker-registration-results-'));
const results = join(folder, 'outcomes.ndjson');
let failed = 0;
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => first + index);
for (const seed of seeds) {
  process.stderr.write(`Seed ${seed}\n`);
  const jest = [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    'test/faults/faults.spec',
    '--runInBand',
  ];
  const child = spawn(process.execPath, jest, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, FAULTS_SCHEDULES: names, FAULTS_SEED: String(seed), FAULTS_RESULTS: results },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) failed += 1;
}
const lines = (await readFile(results, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
await rm(folder, { recursive: true });
const rows = tableOf(lines.map((line) => JSON.parse(line)));
if (values.json)
  process.stdout.write(`${JSON.stringify({ schedules: names.split(','), seeds, rows }, null, 2)}\n`);
else printTable(rows, { names, seeds });
process.exit(failed === 0 ? 0 : 1);
