import { StartError } from '../../platform/errors/start-error.js';
import { capacityCheck } from './capacity.check.js';
import type { HealthCheck } from './check.js';
import { heartbeatCheck } from './heartbeat.check.js';
import { jobsCheck } from './jobs.check.js';
import { statusCheck } from './status.check.js';

/** The checks of the product, in the order in which their sentences are told. */
export const CHECKS: readonly HealthCheck[] = [heartbeatCheck, statusCheck, capacityCheck, jobsCheck];

/** The checks that an application adds beside them. */
export class CustomChecks {
  /** @throws StartError for a name that is no name, or is taken */
  constructor(readonly checks: readonly HealthCheck[]) {
    const taken = new Set(CHECKS.map(({ name }) => name));
    for (const { name } of checks) {
      if (!/^[a-z][a-z0-9-]{0,49}$/.test(name)) {
        throw new StartError(
          `A health check is called ${JSON.stringify(name)}.`,
          'Use at most 50 lower-case letters, digits and dashes, first a letter: "disk-space".',
        );
      }
      if (taken.has(name)) {
        throw new StartError(`There are two health checks called "${name}".`, 'Give each a name of its own.');
      }
      taken.add(name);
    }
  }
}
