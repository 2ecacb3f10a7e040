import type { Role } from '../roles.js';

/**
 * Roles that each role includes: callers that act on workers, or assign jobs to them, must be able to read
 * them.
 */
const INCLUDED: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['operator', 'viewer'],
  // An import compares a fleet with the list before it registers workers.
  registrar: ['registrar', 'viewer'],
  scheduler: ['scheduler', 'viewer'],
  gateway: ['gateway'],
  admin: ['admin', 'operator', 'registrar', 'scheduler', 'gateway', 'viewer'],
};

/** Whether one of the roles includes the required one. */
export const grants = (roles: readonly Role[], needed: Role): boolean =>
  roles.some((role) => INCLUDED[role].includes(needed));
