/** One kind of failure that a caller can meet: what it is called, which status it has, what helps. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/**
 * Every error that the API answers, by its code. Services throw a code, never an HTTP status;
 * `docs/errors.md` lists the same and a test holds the two equal.
 */
export const errorTable = {
  validation_failed: {
    status: 400,
    title: 'The request does not fit',
    remedy: 'Correct the fields that `errors` lists, then send it again.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send one JSON value in UTF-8; for NDJSON one JSON object a line.',
  },
  bad_request: {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Check path, query and headers against the OpenAPI document.',
  },
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
  worker_not_registered: {
    status: 404,
    title: 'Worker not registered',
    remedy: 'Register the worker: POST /register.',
  },
  key_unknown: {
    status: 404,
    title: 'No such key',
    remedy: 'See GET /access/keys or GET /access/join-tokens for those there are.',
  },
  alert_rule_unknown: {
    status: 404,
    title: 'No such alert rule',
    remedy: 'Name a rule of the setting alerts.rules.',
  },
  job_not_assigned: {
    status: 404,
    title: 'The worker does not have this job',
    remedy: 'See GET /{workerId}/jobs for the jobs that it has; a job that has ended is nowhere.',
  },
  route_not_found: {
    status: 404,
    title: 'No such route',
    remedy: 'See the OpenAPI document for the routes.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    remedy: 'Use one of the methods that the header Allow lists.',
  },
  superseded: {
    status: 409,
    title: 'A newer process has taken over this worker',
    remedy: 'Stop: another process registered as this worker after this one.',
  },
  name_taken: {
    status: 409,
    title: 'The name is taken',
    remedy: 'Choose another, or revoke the one that has it.',
  },
  session_unknown: {
    status: 404,
    title: 'There is no such session',
    remedy:
      'GET /api/v1/worker-registration/access/sessions lists those that are not over; others than an admin see their own.',
  },
  last_admin_key: {
    status: 409,
    title: 'It is the last key with the role admin',
    remedy: 'Make another one first: without any, nobody could.',
  },
  jobs_active: {
    status: 409,
    title: 'The worker still has active jobs',
    remedy:
      'Wait until they are done, send drain: true to leave when they are, or forceDeregister: true to leave at once.',
  },
  worker_takes_no_job: {
    status: 409,
    title: 'The worker does not take this job',
    remedy: 'Give it to another worker, or let POST /jobs/claim find one.',
  },
  job_elsewhere: {
    status: 409,
    title: 'The job is with another worker',
    remedy: 'End it there first: DELETE /{workerId}/jobs/{jobId}.',
  },
  no_worker_for_job: {
    status: 409,
    title: 'No worker can take the job',
    remedy: 'Try again later, or ask for less: fewer tags and capabilities, any zone, a higher priority.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send all of it within the time that server.request-timeout-seconds allows.',
  },
  worker_deregistered: {
    status: 410,
    title: 'The worker was deregistered',
    remedy: 'Stop, or register again on purpose.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send less, use the batch routes, or raise server.body-limit-kib or server.batch-limit-mib.',
  },
  too_many_items: {
    status: 413,
    title: 'The batch has too many items',
    remedy: 'Split the batch and send its parts one after another; nothing of it was accepted.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type is not taken',
    remedy: 'Send Content-Type: application/json, or application/x-ndjson to the batch routes.',
  },
  too_many_registration_attempts: {
    status: 429,
    title: 'Too many registration attempts',
    remedy: 'Correct the registration, then wait for the seconds that Retry-After names.',
  },
  headers_too_large: {
    status: 431,
    title: 'Path and headers are too large',
    remedy: 'Send less than 16 KiB of them: fewer filters, no foreign cookies.',
  },
  internal_error: {
    status: 500,
    title: 'Something failed in the service',
    remedy: 'Look for the request id in the log of the service.',
  },
  issuer_unavailable: {
    status: 503,
    title: 'The issuer of the token cannot be asked for its keys',
    remedy: 'Send the same request again after the seconds that Retry-After names, or show an API key.',
  },
  streams_full: {
    status: 503,
    title: 'There is no room for another stream here',
    remedy:
      'Try again after the seconds that Retry-After names; raise server.max-event-streams or run more processes.',
  },
  batches_full: {
    status: 503,
    title: 'No room for another batch',
    remedy: 'Send the same batch again after the seconds that Retry-After names; nothing of it was accepted.',
  },
  database_busy: {
    status: 503,
    title: 'The record is locked or the database is overloaded',
    remedy: 'Send the same request again after the seconds that Retry-After names.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is away',
    remedy: 'Send the same request again after the seconds that Retry-After names; it may have been kept.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errorTable;
