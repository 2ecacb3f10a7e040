import { accessErrors } from './access-errors.js';
import type { ErrorDefinition } from './error-definition.js';

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
  ...accessErrors,
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
    title: 'The job is assigned to another worker',
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
