/** Roles of accounts. Workers have none: they act for themselves. */
export const ROLES = ['viewer', 'operator', 'registrar', 'scheduler', 'gateway', 'admin'] as const;

export type Role = (typeof ROLES)[number];
