import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import type { HealthCheck } from './check.js';

/**
 * A check of a worker's health in TypeScript. Each sweep asks it for every present worker without an order; what it finds
 * counts until a later sweep asks again, or another process of the worker registers.
 */
export interface WorkerCheck {
  /** Unique name of lower-case words with dashes. */
  readonly name: string;
  /**
   * Returns what is wrong, as a sentence with its figures; `null`, `undefined` or an empty text if nothing is. A worker passes
   * if the function throws, returns anything else or takes longer than two seconds: `signal` is aborted then.
   */
  readonly check: (worker: Readonly<WorkerDto>, signal: AbortSignal) => Finding | Promise<Finding>;
  /** Message while nothing is wrong. Default: "Nothing is wrong". */
  readonly fine?: string;
}

/** What a check returns. */
export type Finding = string | null | undefined;

export const isWorkerCheck = (check: HealthCheck | WorkerCheck): check is WorkerCheck => 'check' in check;

/** Returns the check that reads what the function found: judging asks no code. */
export function readingOf({ name, fine = 'Nothing is wrong' }: WorkerCheck): HealthCheck {
  const found = `worker_registration.check_finding AS f
    WHERE f.worker = w.id AND f.name = '${name}' AND f.incarnation = w.incarnation`;
  return {
    name,
    condition: `EXISTS (SELECT FROM ${found})`,
    sentence: `(SELECT f.sentence FROM ${found})`,
    fine,
  };
}
