/** What the body or the query of a request states about its process. */
export interface StatedProcess {
  readonly bootId?: string | undefined;
  readonly incarnation?: string | number | undefined;
}

/** The process that sent a request: statements compare it with the row that they lock. NULL in SQL where it is undefined. */
export interface Fence {
  readonly incarnation: number | undefined;
  readonly bootId: string | undefined;
  /** Whether a token proves the incarnation; otherwise it is only stated. */
  readonly proved: boolean;
  /** The scope of the caller, for `is_in_scope`; null for the whole fleet. */
  readonly scope: string | null;
}

/** Why a request may not act on a record, as `store/sql/fence.sql` decides; null where it may. */
export type FenceVerdict = 'superseded' | 'ahead' | 'outside' | null;
