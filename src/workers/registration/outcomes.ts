import type { RegistrationOutcome } from '../../fleet/worker.js';

/** What answers say about each outcome. */
export const MESSAGES: Readonly<Record<RegistrationOutcome, string>> = {
  created: 'Worker registered successfully',
  refreshed: 'Worker re-registered (registration refreshed)',
  resumed: 'Worker re-registered (reconnected with its running jobs)',
  restarted: 'Worker re-registered (reconnected after restart)',
  replaced: 'Worker registered successfully (replaced the old record)',
};

/** A new record gets 201, an existing one 200. */
export const statusOf = (outcome: RegistrationOutcome): 200 | 201 =>
  outcome === 'created' || outcome === 'replaced' ? 201 : 200;
