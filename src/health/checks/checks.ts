import { shown } from '../../platform/config/require-options.js';
import { isObject } from '../../platform/validation/is-object.js';
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
    if (!Array.isArray(given))
      throw new StartError(`The option checks is ${shown(given)}, not an array.`, EXAMPLE);
    const taken = new Set(CHECKS.map(({ name }) => name));
    for (const check of given as readonly unknown[]) {
      if (!isObject(check)) throw new StartError(`The option checks contains ${shown(check)}.`, EXAMPLE);
      const { name } = check;
      requireName(name, taken);
      taken.add(name);
      requireOneWay(name, check);
    }
    this.functions = given.filter(isWorkerCheck);
    this.checks = given.map((check) => (isWorkerCheck(check) ? readingOf(check) : check));
  }
}

const EXAMPLE = 'Pass [{ name, check: (worker) => a sentence or null }]; docs/health.md has an example.';

/** A check is a function, or SQL. */
function requireOneWay(name: string, { check, condition, sentence, fine }: Record<string, unknown>): void {
  if (check !== undefined && condition !== undefined)
    throw new StartError(
      `The health check "${name}" has both check and condition.`,
      'Give check, a function, or condition and sentence, which are SQL.',
    );
  if (condition === undefined && typeof check !== 'function')
    throw new StartError(`The health check "${name}" has no function check.`, EXAMPLE);
  const texts =
    condition === undefined ? { ...(fine !== undefined && { fine }) } : { condition, sentence, fine };
  const wrong = Object.entries(texts).find(([, text]) => typeof text !== 'string' || text.trim() === '');
  if (wrong !== undefined)
    throw new StartError(
      `The health check "${name}" has no text as ${wrong[0]}; got ${shown(wrong[1])}.`,
      'docs/health.md has an example.',
    );
}

function requireName(name: unknown, taken: ReadonlySet<string>): asserts name is string {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,49}$/.test(name))
    throw new StartError(
      `Invalid name of a health check: ${shown(name)}.`,
      'Use up to 50 lower-case letters, digits and dashes, beginning with a letter: "disk-space".',
    );
  if (taken.has(name))
    throw new StartError(`Two health checks are named "${name}".`, 'Give each check a unique name.');
}
