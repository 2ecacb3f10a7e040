import { lifeOf, type Caller } from '../identity/access/caller.js';
import { supersededError } from './refusal.js';

/** What the body or the query of a call states of its process. */
export interface StatedProcess {
  readonly bootId?: string | undefined;
  readonly incarnation?: string | number | undefined;
}

/** The process that a call is of: statements judge it on the row that they lock. NULL in SQL where it is undefined. */
export interface Fence {
  readonly incarnation: number | undefined;
  readonly bootId: string | undefined;
  /** Whether a token proves the incarnation; else it is only stated. */
  readonly proved: boolean;
}

/** What stands between a call and a record, as `sql/fence.sql` judges it; null: nothing. */
export type FenceVerdict = 'superseded' | 'ahead' | null;

/**
 * The fence of a call: the incarnation of its token, where it has one, and what it states.
 * @throws DomainError `superseded` where the two contradict each other
 */
export function fenceOf(caller: Caller, { bootId, incarnation }: StatedProcess): Fence {
  const stated = incarnation === undefined ? undefined : Number(incarnation);
  const proved = lifeOf(caller)?.incarnation;
  if (proved !== undefined && (stated ?? proved) !== proved) throw supersededError();
  return { incarnation: proved ?? stated, bootId, proved: proved !== undefined };
}
