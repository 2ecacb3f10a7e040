import type { AccessRule } from '../identity/access/access-rule.js';

/** The same as for heartbeats over HTTP. */
export const SESSION_ACCESS: AccessRule = { role: 'gateway', scope: 'worker', self: true };
