import type { Role } from '../roles.js';

/** Who may use a route. */
export interface AccessRule {
  /** The role that an account needs. */
  readonly role: Role;
  /** Whether the worker that the path names may do it for itself. */
  readonly self?: boolean;
  /** Whether a join token is taken; the route itself says for whom. */
  readonly joining?: boolean;
  /** Whether a refused credential counts as a failed registration attempt of its address. */
  readonly counted?: boolean;
}
