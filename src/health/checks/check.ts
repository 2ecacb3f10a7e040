/**
 * A check of a worker's health. Condition and sentence are SQL over a row `w` of `worker_state`, so that a
 * sweep checks a million workers in one statement, and the report of a single worker uses the same text.
 *
 * They can use the columns of `docs/schema.txt`, `:lease`, the length of the worker's lease as an interval, and
 * `:leaseEnds`, when it ends. They
 * must not change anything, and a condition that is NULL passes. They become part of the statement unchanged:
 * they must come from a developer, never from a user.
 */
export interface HealthCheck {
  /** Unique name of lower-case words with dashes. */
  readonly name: string;
  /** SQL, boolean: whether something is wrong. */
  readonly condition: string;
  /** SQL, text: what is wrong, with its figures. Evaluated only if the condition is true. */
  readonly sentence: string;
  /** Message while nothing is wrong. */
  readonly fine: string;
}

/** Name of the check that detects silence; the guard and the end of a silence look for it by name. */
export const HEARTBEAT = 'heartbeat';
