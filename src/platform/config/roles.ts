/** What an account may do. A worker has none: it acts for itself. */
export const ROLES = ['viewer', 'operator', 'registrar', 'scheduler', 'gateway', 'admin'] as const;

export type Role = (typeof ROLES)[number];
