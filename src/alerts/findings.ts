/** What a rule holds for, as in messages and `GET /alerts`. Which names are set depends on the kind. */
export interface Subject {
  /** Id and chosen name of a worker. */
  readonly id?: string;
  readonly workerId?: string;
  /** Of an alert on a failed worker that was lost since: cleaned up, which does not end the alert. */
  readonly kind?: 'workers-lost';
  /** What a guard holds: one zone, or the whole fleet. */
  readonly scope?: 'zone' | 'fleet';
  /** The zone of the worker or the guard; null for none. Omitted for a fleet rule. */
  readonly zone?: string | null;
  /** The pool that a warning is about; `fleet` is the whole fleet. */
  readonly pool?: string;
  /** Since when the worker or the zone has been in this state; null if only the rule knows. ISO 8601. */
  readonly since: string | null;
  readonly reason: string | null;
  /** The message that a failed or lost worker sent, if it sent one. */
  readonly message?: string;
}

/** The result of one evaluation of one rule. */
export interface Findings {
  /** The evaluated figure: percent, slots, zones or workers. */
  readonly value: number;
  /** Number of workers or zones for which it holds; 1 or 0 for a fleet rule. */
  readonly total: number;
  /** By a key that is stable across evaluations; up to {@link MAX_NAMED}. */
  readonly subjects: ReadonlyMap<string, Subject>;
  /** The findings as a sentence with figures. */
  readonly summary: string;
}

/** Maximum number of workers or zones listed for a rule; all are counted. */
export const MAX_NAMED = 1000;
