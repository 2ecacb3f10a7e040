import type { Role } from '../roles.js';

/** Where a route keeps its rule. */
export const ACCESS_RULE = Symbol('access rule');

/**
 * What a route allows an API key that is limited to a part of the fleet:
 *
 * - `worker`: the worker in the path, if it is in the scope of the key; else 404, as if it did not exist
 * - `part`: everything in the scope; other items of the body are refused, and others are omitted from the
 *   answer
 * - `fleet`: nothing, because the route concerns the whole fleet: 403
 * - `caller`: the same as any other key, because the route concerns only the caller
 */
export type ScopeRule = 'worker' | 'part' | 'fleet' | 'caller';

/** Which callers may use a route. */
export interface AccessRule {
  /** The role that an account needs. */
  readonly role: Role;
  /** Another role that suffices. */
  readonly or?: Role;
  /** What a limited API key may do. Every route has to decide. */
  readonly scope: ScopeRule;
  /** Why a route of the whole fleet cannot be narrowed, and what a limited key can use: a sentence. */
  readonly instead?: string;
  /** Whether workers may use it for themselves, if the path names them. */
  readonly self?: boolean;
  /** Whether join tokens are accepted; the route itself decides for which workers. */
  readonly joining?: boolean;
  /** Whether HTTP basic is accepted too: the password is the credential. For clients of other protocols. */
  readonly basic?: boolean;
  /** Whether a refused credential counts as a failed registration attempt of its address. */
  readonly counted?: boolean;
}
