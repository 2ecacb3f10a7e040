import type { ErrorDefinition } from './error-definition.js';

/** Errors about credentials and rights. */
export const accessErrors = {
  credential_missing: {
    status: 401,
    title: 'No credential was sent',
    remedy:
      'Send Authorization: Bearer with the token of a worker, an API key, or, to register a worker, a join token.',
  },
  invalid_token: {
    status: 401,
    title: 'The token is invalid',
    remedy:
      'Workers: send the token of the last registration or heartbeat, or register without it. Other callers: send an API key.',
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    remedy:
      'Register again with it: for 30 days after it expired it still identifies the worker. Later, register without it.',
  },
  no_signing_key: {
    status: 503,
    title: 'This instance cannot read any signing key',
    remedy:
      'Give all instances the same AUTH_MASTER_KEY, or rotate: POST /api/v1/worker-registration/access/signing-keys/rotate. Nothing was changed.',
  },
  api_key_expired: {
    status: 401,
    title: 'The API key has expired',
    remedy: 'Ask an admin for a new one: POST /access/keys with a key that has role admin.',
  },
  session_over: {
    status: 401,
    title: 'The session has expired',
    remedy: 'Sign in again: POST /session with an API key.',
  },
  credentials_revoked: {
    status: 401,
    title: 'The credentials of this worker were revoked',
    remedy: 'Stop. If the operators allow it, the worker can register again with a join token or an API key.',
  },
  join_token_expired: {
    status: 401,
    title: 'The join token has expired',
    remedy: 'Ask an admin for a new one: POST /access/join-tokens with a key that has role admin.',
  },
  join_token_used_up: {
    status: 401,
    title: 'The join token is used up',
    remedy: 'Ask an admin for a new one: POST /access/join-tokens with a key that has role admin.',
  },
  role_missing: {
    status: 403,
    title: 'Insufficient role',
    remedy: 'Use an API key with the role that the message names.',
  },
  session_unproved: {
    status: 403,
    title: 'Changes with a session require the header X-Requested-By',
    remedy: 'Send it with any value, which pages of other sites cannot do, or use the API key itself.',
  },
  own_token_required: {
    status: 403,
    title: 'The worker is registered, and this is not its own token',
    remedy:
      'Send the token of its last registration, even if it has expired. If it is lost, an admin can delete the record or issue a token.',
  },
  tags_not_allowed: {
    status: 403,
    title: 'The worker may not have these tags',
    remedy: 'Omit them, or use a join token that allows them.',
  },
  registration_out_of_bounds: {
    status: 403,
    title: 'The registration is outside the bounds of its credential',
    remedy: 'Register with the values that the message names, or use another credential.',
  },
  outside_key_scope: {
    status: 403,
    title: 'The API key is limited to a part of the fleet',
    remedy: 'Use a key without limits, or one whose scope includes the worker.',
  },
  self_assignment_off: {
    status: 403,
    title: 'Workers may not assign jobs to themselves',
    remedy: 'Let a scheduler assign the job, or set jobs.self-assignment to true.',
  },
  not_your_worker: {
    status: 403,
    title: 'The token belongs to another worker',
    remedy: 'Workers can act for themselves only: use the token of this worker.',
  },
  cross_site: {
    status: 403,
    title: 'Requests from pages of other sites are not allowed',
    remedy: 'Use the page of this service itself; programs must not send Origin and Sec-Fetch-Site.',
  },
  open_mode_is_local: {
    status: 403,
    title: 'Without credentials, only calls from this machine are allowed',
    remedy:
      'Set auth.mode to token and send a credential, or auth.allow-open-network to true if the network itself is trusted.',
  },
  host_not_allowed: {
    status: 403,
    title: 'Host name not allowed',
    remedy:
      'Use localhost or an IP address, or add the name to the setting server.allowed-hosts (WORKER_REGISTRATION_SERVER_ALLOWED_HOSTS).',
  },
} as const satisfies Record<string, ErrorDefinition>;
