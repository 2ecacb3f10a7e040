import type { Role } from '../roles.js';

/**
 * What an API key that is limited to a part of the fleet gets of a route:
 * - `worker`: the worker in the path, where it lies in the scope of the key; for any other 404, as if there were none
 * - `part`: what lies in the scope; other items of the body are refused, and others are left out of the answer
 * - `fleet`: nothing, as the route concerns the whole fleet: 403
 * - `caller`: the same as any other key, as the route concerns the caller alone
 */
export type ScopeRule = 'worker' | 'part' | 'fleet' | 'caller';

/** Who may use a route. */
export interface AccessRule {
  /** The role that an account needs. */
  readonly role: Role;
  /** What a limited API key gets of it. Every route has to decide. */
  readonly scope: ScopeRule;
  /** Whether the worker that the path names may do it for itself. */
  readonly self?: boolean;
  /** Whether a join token is taken; the route itself says for whom. */
  readonly joining?: boolean;
  /** Whether a refused credential counts as a failed registration attempt of its address. */
  readonly counted?: boolean;
}
