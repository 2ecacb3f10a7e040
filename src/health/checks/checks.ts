import { StartError } from '../../platform/errors/start-error.js';
import { capacityCheck } from './capacity.check.js';
import type { HealthCheck } from './check.js';
import { heartbeatCheck } from './heartbeat.check.js';
import { jobsCheck } from './jobs.check.js';
import { statusCheck } from './status.check.js';

/** The checks of the product, in the order in which their sentences are reported. */
export const CHECKS: readonly HealthCheck[] = [heartbeatCheck, statusCheck, capacityCheck, jobsCheck];

/** The checks that an application adds. */
export class CustomChecks {
  /** @throws StartError for a name that is invalid or in use */
  constructor(readonly checks: readonly HealthCheck[]) {
    const taken = new Set(CHECKS.map(({ name }) => name));
    for (const { name } of checks) {
      if (!/^[a-z][a-z0-9-]{0,49}$/.test(name)) {
        throw new StartError(
          `Invalid name of a health check: ${JSON.stringify(name)}.`,
          'Use up to 50 lower-case letters, digits and dashes, beginning with a letter: "disk-space".',
        );
      }
      if (taken.has(name)) {
        throw new StartError(`Two health checks are named "${name}".`, 'Give each check a unique name.');
      }
      taken.add(name);
    }
  }
}
