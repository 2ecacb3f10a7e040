import { StartError } from '../../platform/errors/start-error.js';
import { capacityCheck } from './capacity.check.js';
import type { HealthCheck } from './check.js';
import { heartbeatCheck } from './heartbeat.check.js';
import { jobsCheck } from './jobs.check.js';
import { statusCheck } from './status.check.js';
import { isWorkerCheck, readingOf, type WorkerCheck } from './worker-check.js';

/** The checks of the product, in the order in which their sentences are reported. */
export const CHECKS: readonly HealthCheck[] = [heartbeatCheck, statusCheck, capacityCheck, jobsCheck];

/** The checks that an application adds. */
export class CustomChecks {
  /** All of them, as SQL. */
  readonly checks: readonly HealthCheck[];
  /** Those in TypeScript. */
  readonly functions: readonly WorkerCheck[];

  /** @throws StartError for a name that is invalid or in use, and for what is no check */
  constructor(given: readonly (HealthCheck | WorkerCheck)[]) {
    const taken = new Set(CHECKS.map(({ name }) => name));
    for (const check of given) {
      requireName(check.name, taken);
      taken.add(check.name);
      if (isWorkerCheck(check) && typeof check.check !== 'function')
        throw new StartError(
          `The health check "${check.name}" has no function check.`,
          'Pass { name, check: (worker) => a sentence or null }; docs/health.md has an example.',
        );
    }
    this.functions = given.filter(isWorkerCheck);
    this.checks = given.map((check) => (isWorkerCheck(check) ? readingOf(check) : check));
  }
}

function requireName(name: string, taken: ReadonlySet<string>): void {
  if (!/^[a-z][a-z0-9-]{0,49}$/.test(name))
    throw new StartError(
      `Invalid name of a health check: ${JSON.stringify(name)}.`,
      'Use up to 50 lower-case letters, digits and dashes, beginning with a letter: "disk-space".',
    );
  if (taken.has(name))
    throw new StartError(`Two health checks are named "${name}".`, 'Give each check a unique name.');
}
