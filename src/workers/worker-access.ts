import type { AccessRule } from '../identity/access/access-rule.js';

/** Who may register workers: themselves, by their own token or a join token, and admins. */
export const REGISTERING: AccessRule = { role: 'admin', self: true, joining: true };

/** Who may send heartbeats for many workers. */
export const BEATING_MANY: AccessRule = { role: 'gateway' };
