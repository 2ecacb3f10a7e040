import { EXIT, Failure } from './failure.js';
import type { Session } from './session.js';
import { styled } from './styled.js';

/** The result for one worker. */
export interface Result {
  readonly message: string;
  /** Whether the request was fulfilled; true by default. */
  readonly done?: boolean;
}

/** Requests under way at a time. */
const AT_ONCE = 8;

/**
 * Runs an operation on several workers, and prints each result in order: a failure does not affect the others. If the
 * server is unavailable, or allows the caller nothing, it stops.
 */
export const eachWorker = (
  session: Session,
  workers: readonly string[],
  act: (worker: string) => Promise<Result>,
): Promise<void> => eachItem(session, 'worker', workers, act);

/** Does the same for items of another kind. */
export async function eachItem(
  { out }: Session,
  kind: 'worker' | 'job',
  names: readonly string[],
  act: (name: string) => Promise<Result>,
): Promise<void> {
  const results: object[] = [];
  const { green, red } = out.paint;
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const ended = await Promise.allSettled(some.map((name) => attempt(() => act(name))));
    for (const [at, each] of ended.entries()) {
      if (each.status === 'rejected') continue;
      const { isUsage, ...result } = each.value;
      results.push({ [kind]: some[at]!, ...result });
      const mark = result.done ? green('✓') : red('✗');
      if (!out.json) out.writeLine(styled`${mark} ${some[at]!}  ${result.message}`);
      if (!result.done) process.exitCode = isUsage ? EXIT.usage : EXIT.failed;
    }
    const failure = ended.find((each) => each.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }
  if (out.json) out.writeDocument({ results });
}

interface Attempt {
  done: boolean;
  message: string;
  code?: string;
  isUsage: boolean;
}

async function attempt(act: () => Promise<Result>): Promise<Attempt> {
  try {
    const { message, done = true } = await act();
    return { done, message, isUsage: false };
  } catch (error) {
    if (!(error instanceof Failure) || error.answer === undefined || !ONE_ONLY.has(error.exitCode))
      throw error;
    const { code } = error.answer;
    const isUsage = error.exitCode === EXIT.usage;
    return { done: false, message: error.line, isUsage, ...(code === undefined ? {} : { code }) };
  }
}

/** Refusals that say nothing of the other workers. */
const ONE_ONLY: ReadonlySet<number> = new Set([EXIT.failed, EXIT.usage]);
