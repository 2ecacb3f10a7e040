import type { AccessRule } from '../identity/access/access-rule.js';

/** Who may register workers: themselves, by their own token or a join token, and registrars. */
export const REGISTERING: AccessRule = { role: 'registrar', scope: 'part', self: true, joining: true };

/** The same for a single registration: a refused credential is a failed attempt. */
export const REGISTERING_ONE: AccessRule = { ...REGISTERING, counted: true };

/** Who may send heartbeats for many workers. */
export const BEATING_MANY: AccessRule = { role: 'gateway', scope: 'part' };
