import Sequencer from '@jest/test-sequencer';

/**
 * The slowest test files, by a run of all on two cores. They wait for other programs: package managers, compilers, browsers, processes
 * of the service. Their files are small, and Jest starts with the largest where it has not measured yet.
 */
const SLOWEST = [
  'e2e/fresh-projects',
  'e2e/observer',
  'integration/readme',
  'browser/dashboard',
  'e2e/worker-events',
  'e2e/generated-clients',
  'e2e/stopping',
  'e2e/starting',
  'e2e/first-key',
  'browser/stories',
  'e2e/system-statistics.model',
  'e2e/proven-deaths',
  'e2e/refused-heartbeats',
  'e2e/lost-redis',
  'faults/faults',
  'e2e/many-instances',
  'integration/shared-channel',
  'e2e/hostile-texts',
  'e2e/eureka-clients',
  'e2e/eureka-pair',
  'e2e/client-workers',
  'browser/first-aid',
  'integration/embedded-postgres',
  'e2e/cli-operators',
  'e2e/cli-fleet',
  'e2e/failed-starts',
  'e2e/cli',
  'integration/model',
];

const rankOf = ({ path }) => {
  const rank = SLOWEST.findIndex((name) => path.endsWith(`/test/${name}.spec.ts`));
  return rank === -1 ? SLOWEST.length : rank;
};

/** Starts the slowest test files first, so that none of them runs alone at the end. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
}
