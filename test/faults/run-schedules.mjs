import { runJest } from '../support/run-jest.mjs';

/**
 * Runs schedules with one seed.
 *
 * @param only   the steps whose fault has this in its name
 * @param build  the entry of another build than the one in dist, which is broken: faults last as long as they may, and the
 *               first breach is the end
 * @returns whether all promises were kept
 */
export function runSchedules({ schedules, seed, results, only, build, quiet = false }) {
  const env = {
    FAULTS_SCHEDULES: schedules.join(','),
    FAULTS_SEED: String(seed),
    FAULTS_RESULTS: results,
    ...(only === undefined ? {} : { FAULTS_ONLY: only }),
    ...(build === undefined ? {} : { FAULTS_BUILD: build }),
  };
  return runJest(['test/faults/faults.spec'], env, quiet);
}
