import { asCalled } from './program-name.js';

/** Remedies for a terminal, where those of the server mention requests. */
const REMEDIES: Readonly<Record<string, string>> = {
  credential_missing: 'Set an API key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  invalid_token: 'Set another key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  role_missing: 'Set a key that has the role: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  worker_not_registered: '`worker-registration list` shows all.',
  jobs_active:
    'Wait until they are done, or use --drain to leave afterwards, or --force to leave immediately.',
  no_signing_key:
    'Give all instances the same AUTH_MASTER_KEY, or rotate: `worker-registration signing-keys rotate`. Nothing was changed.',
  api_key_expired: 'Ask an admin for a new one: `worker-registration keys create`.',
  join_token_expired: 'Ask an admin for a new one: `worker-registration tokens create`.',
  join_token_used_up: 'Ask an admin for a new one: `worker-registration tokens create`.',
  key_unknown: '`worker-registration keys` and `worker-registration tokens` list the existing ones.',
  operation_unknown:
    '`worker-registration ops` lists the operations; a limited key sees those of keys with the same limit.',
  operation_ended: 'Begin another operation, or undo this one: `worker-registration ops undo`.',
  too_many_operations: 'Wait until one has finished, or cancel one: `worker-registration ops cancel`.',
  job_not_assigned:
    '`worker-registration jobs list` lists the jobs of a worker; finished jobs are not listed.',
  worker_not_lost: 'Acknowledge only workers that `worker-registration list --presence LOST` lists.',
  guard_not_engaged: '`worker-registration guard` lists the guards by their names.',
  worker_takes_no_job: 'Assign it to another worker, or let `worker-registration jobs claim` find one.',
  job_elsewhere: 'End it there first: `worker-registration jobs end`.',
  // The message is sufficient.
  validation_failed: '',
  database_busy: 'Try again.',
  database_unavailable: "Try again when the service's database is available.",
};

/** @param remedy the server's remedy */
export const remedyFor = (code: string, remedy: string): string => asCalled(REMEDIES[code] ?? remedy);

/** Says "key" instead of "token", as the user gave a key. */
export const messageFor = (code: string, message: string): string =>
  code === 'invalid_token' ? 'The key is not valid' : message;
