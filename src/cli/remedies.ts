/** What helps at a terminal, where the remedy of the server speaks of requests. */
const REMEDIES: Readonly<Record<string, string>> = {
  credential_missing: 'Give an API key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  invalid_token: 'Give another key: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  role_missing: 'Give a key that has the role: --key, WORKER_REGISTRATION_KEY or the configuration file.',
  worker_not_registered: '`worker-registration list` shows all.',
  jobs_active: 'Wait until they are done, or give --drain to leave then, or --force to leave at once.',
  // The message says all.
  validation_failed: '',
  database_busy: 'Try it again.',
  database_unavailable: 'Try it again when the database of the service is there.',
};

/** @param remedy what the server says that helps */
export const remedyFor = (code: string, remedy: string): string => REMEDIES[code] ?? remedy;

/** A token, for whoever typed a key. */
export const messageFor = (code: string, message: string): string =>
  code === 'invalid_token' ? 'The key is not valid' : message;
