import { alertRules, type AlertRule } from './alert-settings.js';

/**
 * The rules of a service whose settings name none. None holds in a healthy fleet, and each reads what indexes hold,
 * so that evaluating them costs little in a large one: rules that read the journal or scan the fleet are for the
 * settings.
 */
export const DEFAULT_ALERT_RULES: readonly AlertRule[] = alertRules.parse([
  { name: 'zone-silent', kind: 'guard', severity: 'critical' },
  { name: 'guard-spent', kind: 'guard-spent' },
  { name: 'fleet-health', kind: 'system-health', below: 90, forMinutes: 5, severity: 'critical' },
  { name: 'workers-lost', kind: 'workers-lost' },
  { name: 'worker-failed', kind: 'worker-failed', forMinutes: 5 },
]);
