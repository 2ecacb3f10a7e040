import { EXIT, Failure } from './failure.js';
import type { Session } from './session.js';
import { styled } from './styled.js';

/** The result for one worker. */
export interface Result {
  readonly message: string;
  /** Whether the request was fulfilled; true by default. */
  readonly done?: boolean;
}

/**
 * Runs an operation on several workers in turn, and prints each result: a failure does not affect the others. If the
 * server is unavailable, or allows the caller nothing, it stops.
 */
export async function eachWorker(
  { out }: Session,
  workers: readonly string[],
  act: (worker: string) => Promise<Result>,
): Promise<void> {
  const results: object[] = [];
  for (const worker of workers) {
    const { isUsage, ...result } = await attempt(() => act(worker));
    results.push({ worker, ...result });
    const { green, red } = out.paint;
    const mark = result.done ? green('✓') : red('✗');
    if (!out.json) out.line(styled`${mark} ${worker}  ${result.message}`);
    if (!result.done) process.exitCode = isUsage ? EXIT.usage : EXIT.failed;
  }
  if (out.json) out.document({ results });
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
