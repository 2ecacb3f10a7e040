import { asCalled } from './program-name.js';

/** Remedies for a terminal, where those of the server mention requests. */
const REMEDIES: Readonly<Record<string, string>> = {
  credential_missing: 'Set an API key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  invalid_token: 'Set another key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  role_missing: 'Set a key that has the role: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  worker_not_registered: '`worker-registration list` shows all.',
  jobs_active:
    'Wait until they are done, or use --drain to leave afterwards, or --force to leave immediately.',
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
