import type { AccessRule } from '../identity/access/access-rule.js';

/**
 * Callers that may register workers: the workers themselves, with their own token or a join token, and
 * registrars.
 */
export const REGISTERING: AccessRule = { role: 'registrar', scope: 'part', self: true, joining: true };

/** The same for single registrations: a refused credential counts as a failed attempt. */
export const REGISTERING_ONE: AccessRule = { ...REGISTERING, counted: true };

/** Callers that may send heartbeats for many workers. */
export const BEATING_MANY: AccessRule = { role: 'gateway', scope: 'part' };
