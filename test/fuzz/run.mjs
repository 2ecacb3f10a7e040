// Sends random malformed input to the service.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from '../support/command-line.mjs';
import { ROOT, runJest } from '../support/run-jest.mjs';

const USAGE = `Sends random malformed input to the service, and reports answers that docs/openapi.json does not document.

  npm run test:fuzz                         200 requests for each route in each of the two modes; twenty times
                                            as many with changed bytes, three times as many files and settings;
                                            all other tests with random values, twenty times as often as in npm test
  npm run test:fuzz -- --runs 2000          more of them
  npm run test:fuzz -- --seed 7             the same random values again; each run prints its seed

Tests the build in dist: run \`npm run build\` first. Exit code 1: an error was found.
`;

const { values } = readCommandLine(USAGE, {
  seed: { type: 'string', whole: true, default: String(Math.floor(Math.random() * 1_000_000)) },
  runs: { type: 'string', whole: true, default: '200' },
});
const { seed, runs } = values;
process.stderr.write(`Seed ${seed}, ${runs} runs\n`);
const specs = ['src', 'test']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((path) => join(ROOT, folder, path)),
  )
  .filter((path) => path.endsWith('.spec.ts') && /\/chances\.js'/.test(readFileSync(path, 'utf8')));
const passed = await runJest(['--runTestsByPath', ...specs], { FUZZ_SEED: seed, FUZZ_RUNS: runs });
process.exit(passed ? 0 : 1);
