import { AgentError } from './agent-error.js';

// What a program passes to the agent, checked before it is sent: a request that cannot be sent, or that the service
// refuses each time, would otherwise be repeated forever.

/** The service counts so too. */
const LONGEST_JOB_ID = 200;
const LONGEST_REASON = 1000;

/** A token of a method in HTTP, and what a path may contain without being encoded. */
const METHOD = /^[A-Za-z]+$/;
const PATH = /^\/[!-~]*$/;

/** @throws TypeError for an id that the service would refuse */
export function requireJobId(jobId: unknown): asserts jobId is string {
  if (typeof jobId !== 'string' || jobId.trim() === '')
    throw new TypeError(`job id: must be text that is not blank; got ${shown(jobId)}`);
  if (jobId.includes('\0') || !jobId.isWellFormed())
    throw new TypeError(`job id: must not contain NUL characters or broken Unicode; got ${shown(jobId)}`);
  if (jobId.length > LONGEST_JOB_ID)
    throw new TypeError(`job id: must be at most ${LONGEST_JOB_ID} characters; got ${jobId.length}`);
}

/** @throws TypeError for a request that cannot be sent */
export function requireRequest(method: string, path: string): void {
  if (!METHOD.test(method))
    throw new TypeError(`method: must be one of HTTP, such as GET; got ${shown(method)}`);
  if (!PATH.test(path))
    throw new TypeError(`path: must begin with / and be encoded as in a URL; got ${shown(path)}`);
}

/**
 * Returns the value as JSON would carry it: a thread could not receive one with functions.
 * @throws TypeError for a value that JSON has not
 */
export const asJson = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);

/** @throws AgentError if the answer to an assignment is not one of the service */
export function fenceIn({ fence }: Readonly<Record<string, unknown>>): number {
  if (typeof fence === 'number') return fence;
  const message = 'The answer has no fence; it is not one of the service';
  throw new AgentError({ status: 200, code: 'unreadable', message, remedy: undefined });
}

/** Returns what the service accepts of a text: a reason must not keep the worker registered. */
export const sendableReason = (reason: string | undefined): string | undefined =>
  reason?.replaceAll('\0', '\uFFFD').slice(0, LONGEST_REASON).toWellFormed();

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);
