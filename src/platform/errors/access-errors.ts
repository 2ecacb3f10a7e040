import type { ErrorDefinition } from './error-definition.js';

/** Errors of credentials and rights: who calls, from where, and what they may do. */
export const accessErrors = {
  credential_missing: {
    status: 401,
    title: 'No credential was shown',
    remedy:
      'Send Authorization: Bearer with the token of a worker, an API key, or, to register a worker, a join token.',
  },
  invalid_token: {
    status: 401,
    title: 'The token is not valid',
    remedy:
      'Workers show the token of their last registration or heartbeat, or register without it; others an API key.',
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    remedy:
      'Register again and show it there: for 30 days after its end it proves which worker this is. Later, register without it.',
  },
  no_signing_key: {
    status: 503,
    title: 'There is no signing key that this instance can read',
    remedy:
      'Give all instances the same AUTH_MASTER_KEY, or rotate: POST /api/v1/worker-registration/access/signing-keys/rotate. Nothing was changed.',
  },
  api_key_expired: {
    status: 401,
    title: 'The API key has expired',
    remedy: 'Ask for a new one: POST /access/keys with a key of the role admin.',
  },
  session_over: {
    status: 401,
    title: 'The session is over',
    remedy: 'Sign in again: POST /session with an API key.',
  },
  credentials_revoked: {
    status: 401,
    title: 'The credentials of this worker were revoked',
    remedy:
      'Stop. The worker registers again only with a join token or an API key, where its operators allow it.',
  },
  join_token_expired: {
    status: 401,
    title: 'The join token is past its end',
    remedy: 'Ask for a new one: POST /access/join-tokens with a key of the role admin.',
  },
  join_token_used_up: {
    status: 401,
    title: 'The join token is used up',
    remedy: 'Ask for a new one: POST /access/join-tokens with a key of the role admin.',
  },
  role_missing: {
    status: 403,
    title: 'This takes another role',
    remedy: 'Show an API key with the role that the message names.',
  },
  session_unproved: {
    status: 403,
    title: 'A change by a session needs the header X-Requested-By',
    remedy: 'Send it, with any value: a page of another site could not. Or show the API key itself.',
  },
  own_token_required: {
    status: 403,
    title: 'The worker is known, and this is not its own token',
    remedy:
      'Show the token of its last registration, expired or not; where it is lost, an admin deletes the record or gives a token.',
  },
  tags_not_allowed: {
    status: 403,
    title: 'The worker may not have these tags',
    remedy: 'Leave them out, or come in by a join token that allows them.',
  },
  registration_out_of_bounds: {
    status: 403,
    title: 'The registration is outside the bounds of its credential',
    remedy: 'Register what the message names as right, or come in by another credential.',
  },
  outside_key_scope: {
    status: 403,
    title: 'The API key is limited to a part of the fleet',
    remedy: 'Show a key that is not limited, or one whose scope holds the worker.',
  },
  self_assignment_off: {
    status: 403,
    title: 'Workers may not assign jobs to themselves',
    remedy: 'Let a scheduler assign the job, or set jobs.self-assignment to true.',
  },
  not_your_worker: {
    status: 403,
    title: 'The token is of another worker',
    remedy: 'A worker acts for itself only: show its own token.',
  },
  cross_site: {
    status: 403,
    title: 'A page of another site may not do this',
    remedy: 'Open the page of this service itself; a program leaves out Origin and Sec-Fetch-Site.',
  },
  open_mode_is_local: {
    status: 403,
    title: 'Without credentials, only this machine may call',
    remedy:
      'Set auth.mode to token and send a credential, or auth.allow-open-network to true where the network itself is trusted.',
  },
  host_not_allowed: {
    status: 403,
    title: 'Host name not allowed',
    remedy:
      'Use localhost or an IP address, or add the name to the setting server.allowed-hosts (SERVER_ALLOWED_HOSTS).',
  },
} as const satisfies Record<string, ErrorDefinition>;
