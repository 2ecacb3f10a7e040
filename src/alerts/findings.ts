/** What a rule holds for, as messages and `GET /alerts` show it. Which names there are depends on the kind. */
export interface Subject {
  /** A worker: its id and the name it chose. */
  readonly id?: string;
  readonly workerId?: string;
  /** Of a guard: one zone, or the whole fleet. */
  readonly scope?: 'zone' | 'fleet';
  /** The zone of the worker or of the guard; null where there is none. Not there for a rule on the fleet. */
  readonly zone?: string | null;
  /** Since when the worker or the zone is as it is; null where only the rule knows. ISO 8601. */
  readonly since: string | null;
  readonly reason: string | null;
}

/** What an evaluation found for one rule. */
export interface Findings {
  /** The figure that the rule looks at: percent, slots, zones or workers. */
  readonly value: number;
  /** For how many workers or zones it holds; 1 or 0 for a rule on the fleet. */
  readonly total: number;
  /** By a key that stays the same from one evaluation to the next; at most {@link MAX_NAMED}. */
  readonly subjects: ReadonlyMap<string, Subject>;
  /** The same as a sentence with figures. */
  readonly summary: string;
}

/** So many workers or zones of a rule are named; all are counted. */
export const MAX_NAMED = 1000;
