import type { EVENT_TYPES } from './event-types.js';

export type EventType = keyof typeof EVENT_TYPES;

/** The groups of events. Operations are acts of operators on workers that are no orders. */
export const EVENT_GROUPS = [
  'registration',
  'health',
  'guard',
  'orders',
  'operations',
  'jobs',
  'alerts',
  'access',
] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

const GROUP_OF: Readonly<Record<EventType, EventGroup>> = {
  registered: 'registration',
  're-registered': 'registration',
  replaced: 'registration',
  deregistered: 'registration',
  deleted: 'registration',
  purged: 'registration',
  'came-back': 'health',
  reached: 'health',
  suspected: 'health',
  unhealthy: 'health',
  failed: 'health',
  recovered: 'health',
  'cleaned-up': 'health',
  'guard-engaged': 'guard',
  'guard-ended': 'guard',
  'guard-held': 'guard',
  'guard-released': 'guard',
  'guard-spent': 'guard',
  draining: 'orders',
  'order-given': 'orders',
  'order-lifted': 'orders',
  overridden: 'orders',
  'loss-acknowledged': 'operations',
  restored: 'operations',
  'operation-begun': 'operations',
  'operation-paused': 'operations',
  'operation-resumed': 'operations',
  'operation-ended': 'operations',
  'job-assigned': 'jobs',
  'job-ended': 'jobs',
  'job-released': 'jobs',
  'warning-began': 'alerts',
  'warning-ended': 'alerts',
  'alert-firing': 'alerts',
  'alert-resolved': 'alerts',
  'alert-muted': 'alerts',
  'alert-unmuted': 'alerts',
  'token-issued': 'access',
  'credentials-revoked': 'access',
  'api-key-made': 'access',
  'api-key-revoked': 'access',
  'session-begun': 'access',
  'session-ended': 'access',
  'join-token-made': 'access',
  'join-token-revoked': 'access',
  'signing-keys-rotated': 'access',
};

/** Returns the group of an event. */
export const groupOf = (type: string): EventGroup => GROUP_OF[type as EventType];

/** Returns the types that are listed, and those of the listed groups; empty: all types. */
export function typesOf(types: readonly string[], groups: readonly string[]): string[] {
  const listed = new Set([...types, ...groups]);
  return Object.entries(GROUP_OF)
    .filter(([type, group]) => listed.has(type) || listed.has(group))
    .map(([type]) => type);
}
