import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs schedules with one seed.
 *
 * @param only   the steps whose fault has this in its name
 * @param build  the entry of another build than the one in dist; it ends with the first breach
 * @returns whether all promises were kept
 */
export async function runJest({ schedules, seed, results, only, build, quiet = false }) {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, 'test/faults/faults.spec', '--runInBand'], {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 'ignore' : 2, quiet ? 'ignore' : 2],
    env: {
      ...process.env,
      FAULTS_SCHEDULES: schedules.join(','),
      FAULTS_SEED: String(seed),
      FAULTS_RESULTS: results,
      ...(only === undefined ? {} : { FAULTS_ONLY: only }),
      ...(build === undefined ? {} : { FAULTS_BUILD: build }),
    },
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}
