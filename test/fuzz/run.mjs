// Sends the service what nobody should, at random, and tells where it does not answer as docs/openapi.json says.
//
//   npm run test:fuzz                         200 requests for each route, and as many of each other kind times twenty
//   npm run test:fuzz -- --runs 2000          more of them
//   npm run test:fuzz -- --seed 7             the same chances again; the seed is told each time
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    runs: { type: 'string', default: '200' },
  },
});
const { seed, runs } = values;
for (const [name, value] of Object.entries({ seed, runs })) {
  if (/^\d{1,9}$/.test(value)) continue;
  process.stderr.write(`--${name} takes a whole number, not ${value}\n`);
  process.exit(2);
}
process.stderr.write(`Seed ${seed}, ${runs} runs\n`);

const root = join(import.meta.dirname, '..', '..');
const jest = [
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
  '--selectProjects',
  'fuzz',
  '--runInBand',
];
const child = spawn(process.execPath, jest, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SEED: seed, FUZZ_RUNS: runs },
});
const [code] = await once(child, 'exit');
process.exit(code ?? 1);
