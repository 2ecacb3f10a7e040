/** What the body or the query of a request states about its process. */
export interface StatedProcess {
  readonly bootId?: string | undefined;
  readonly incarnation?: string | number | undefined;
}

/**
 * The process that sent a request: statements compare it with the locked row. Undefined values are NULL in
 * SQL.
 */
export interface Fence {
  readonly incarnation: number | undefined;
  readonly bootId: string | undefined;
  /** Whether a token proves the incarnation; otherwise the request only states it. */
  readonly proved: boolean;
  /** The scope of the caller, for `is_in_scope`; null for the whole fleet. */
  readonly scope: string | null;
}

/** Why a request may not act on a record, as `store/sql/fence.sql` decides; null if it may. */
export type FenceVerdict = 'superseded' | 'ahead' | 'outside' | null;
