/**
 * One question about a worker's health. Condition and sentence are SQL over a row `w` of `worker_state`, so that a
 * sweep asks a million workers in one statement, and a single worker is told the very same.
 *
 * They see the columns of `docs/schema.txt`, and `:lease`, the length of a lease as an interval. They must not change
 * anything, and a condition that is NULL passes. They are part of a statement as they are: text of a developer,
 * never of a user.
 */
export interface HealthCheck {
  /** Lower-case words with dashes, unique. */
  readonly name: string;
  /** SQL, boolean: whether something is wrong. */
  readonly condition: string;
  /** SQL, text: what is wrong, with its figures. Evaluated only where the condition holds. */
  readonly sentence: string;
  /** What is said while nothing is wrong. */
  readonly fine: string;
}

/** The check by which a worker is silent; the guard and the end of a silence look for it by name. */
export const HEARTBEAT = 'heartbeat';
