import { runJest } from '../support/run-jest.mjs';

/**
 * Runs schedules with one seed.
 *
 * @param only the steps with a fault whose name contains this
 * @param build entry of a broken build to use instead of dist: faults have their maximum duration, and the
 * first breach ends the run
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
