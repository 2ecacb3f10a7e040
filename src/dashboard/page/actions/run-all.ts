import { Failure } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { Given, RunnableAction } from './actions.js';

export interface Target {
  readonly id: string;
  readonly workerId: string;
  readonly zone?: string | null;
  readonly jobs?: number;
}

export interface Outcome {
  readonly target: Target;
  readonly succeeded: boolean;
  readonly message: string;
}

/** As many requests as a browser sends to one server at once. */
const AT_ONCE = 6;

/**
 * Runs an action on each worker, a few at once, and reports each result. Leaves the remaining workers alone when
 * stopped.
 */
export async function runAll(
  action: RunnableAction,
  targets: readonly Target[],
  given: Given,
  tell: (outcome: Outcome) => void,
  stop: AbortSignal,
): Promise<void> {
  const waiting = [...targets];
  const work = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined && !stop.aborted; target = waiting.shift())
      tell(await outcomeOf(action, target, given));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function outcomeOf(action: RunnableAction, target: Target, given: Given): Promise<Outcome> {
  try {
    return { target, succeeded: true, message: await action.run(target.id, given) };
  } catch (error) {
    noteFailure(error);
    const { message, remedy } = error instanceof Failure ? error : { message: String(error), remedy: '' };
    return { target, succeeded: false, message: remedy === '' ? message : `${message}. ${remedy}` };
  }
}
