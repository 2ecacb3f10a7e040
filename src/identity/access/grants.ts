import type { Role } from '../roles.js';

/** What each role may do beside its own: who acts on workers, or gives them jobs, has to see them. */
const INCLUDED: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['operator', 'viewer'],
  // An import compares a fleet with the list before it registers.
  registrar: ['registrar', 'viewer'],
  scheduler: ['scheduler', 'viewer'],
  gateway: ['gateway'],
  admin: ['admin', 'operator', 'registrar', 'scheduler', 'gateway', 'viewer'],
};

/** Whether one of the roles may do what takes the needed one. */
export const grants = (roles: readonly Role[], needed: Role): boolean =>
  roles.some((role) => INCLUDED[role].includes(needed));
