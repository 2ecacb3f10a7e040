import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { plainText } from '../../platform/text/plain-text.js';
import type { Finding, WorkerCheck } from './worker-check.js';

/** Workers that a check is asked about at once. */
export const CHECKS_ABREAST = 16;

const PATIENCE_MS = 2000;
const MAX_SENTENCE = 500;

/**
 * Asks a check of the application about a worker.
 * @returns what is wrong; undefined if nothing is
 * @throws whatever the function throws, and an error where it returns no finding or does not answer in time
 */
export async function askCheck(
  { check }: WorkerCheck,
  worker: Readonly<WorkerDto>,
  patienceMs = PATIENCE_MS,
): Promise<string | undefined> {
  const asking = new AbortController();
  const answer = check(worker, asking.signal);
  const finding: unknown = isPromise(answer) ? await within(patienceMs, answer, asking) : answer;
  if (finding === null || finding === undefined) return undefined;
  if (typeof finding !== 'string')
    throw new TypeError(`it returned a ${typeof finding}, not a sentence or null`);
  return plainText(finding, MAX_SENTENCE) || undefined;
}

/** Other libraries have promises of their own. */
const isPromise = (answer: Finding | PromiseLike<Finding>): answer is PromiseLike<Finding> =>
  typeof (answer as PromiseLike<Finding> | null | undefined)?.then === 'function';

async function within<T>(ms: number, answer: PromiseLike<T>, asking: AbortController): Promise<T> {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timeout = setTimeout(() => {
      const error = new Error(`no answer within ${ms / 1000} s`);
      asking.abort(error);
      reject(error);
    }, ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timeout);
  }
}
