import { accessErrors } from './access-errors.js';
import type { ErrorDefinition } from './error-definition.js';

/**
 * Every error of the API by its code. Services throw a code, never an HTTP status; `docs/errors.md` lists the
 * same, and a test keeps the two equal.
 */
export const errorTable = {
  validation_failed: {
    status: 400,
    title: 'The request is invalid',
    remedy: 'Correct the fields that `errors` lists, then send it again.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send one JSON value in UTF-8; for NDJSON one JSON object per line.',
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
    remedy: 'GET /access/keys and GET /access/join-tokens list the existing ones.',
  },
  operation_unknown: {
    status: 404,
    title: 'No such operation',
    remedy: 'GET /operations lists the operations; a limited key sees those of keys with the same limit.',
  },
  alert_rule_unknown: {
    status: 404,
    title: 'No such alert rule',
    remedy: 'Name a rule of the setting alerts.rules.',
  },
  zone_unknown: {
    status: 404,
    title: 'No worker is in this zone',
    remedy: 'Name a zone of a worker, `_none` for workers without a zone, or `_fleet`.',
  },
  job_not_assigned: {
    status: 404,
    title: 'The worker does not have this job',
    remedy: 'GET /{workerId}/jobs lists its jobs; finished jobs are not listed.',
  },
  route_not_found: {
    status: 404,
    title: 'No such route',
    remedy: 'See the OpenAPI document for the routes.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    remedy: 'Use one of the methods in the header Allow.',
  },
  superseded: {
    status: 409,
    title: 'A newer process has taken over this worker',
    remedy: 'Stop: another process registered as this worker after this one.',
  },
  name_taken: {
    status: 409,
    title: 'The name is in use',
    remedy: 'Choose another name, or revoke the key or token that has it.',
  },
  session_unknown: {
    status: 404,
    title: 'No such session',
    remedy:
      'GET /api/v1/worker-registration/access/sessions lists the active sessions; only admins see those of others.',
  },
  last_admin_key: {
    status: 409,
    title: 'This is the last key with role admin',
    remedy: 'Create another admin key first; otherwise no key could manage keys.',
  },
  jobs_active: {
    status: 409,
    title: 'The worker still has active jobs',
    remedy:
      'Wait until they have ended, send drain: true to deregister afterwards, or forceDeregister: true to deregister at once.',
  },
  worker_not_lost: {
    status: 409,
    title: 'The worker is not lost',
    remedy: 'Acknowledge only workers that GET /?presence=LOST lists.',
  },
  worker_present: {
    status: 409,
    title: 'The worker is present',
    remedy: 'Restore only workers whose presence is LOST or LEFT.',
  },
  operation_ended: {
    status: 409,
    title: 'The operation is at its end',
    remedy: 'Create another operation, or undo this one: POST /operations/{id}/undo.',
  },
  operation_not_undoable: {
    status: 409,
    title: 'The operation cannot be undone',
    remedy:
      'Drain, maintenance, activate, deregister and cleanups can be undone, until nothing is left to undo. Workers that were deleted register again by themselves.',
  },
  too_many_operations: {
    status: 409,
    title: 'Too many operations are unfinished',
    remedy: 'Wait until one has finished, or cancel one: POST /operations/{id}/cancel.',
  },
  guard_not_engaged: {
    status: 409,
    title: 'No guard is engaged there',
    remedy: 'GET /guards lists the guards by their names.',
  },
  worker_takes_no_job: {
    status: 409,
    title: 'The worker cannot take this job',
    remedy: 'Assign it to another worker, or let POST /jobs/claim find one.',
  },
  job_elsewhere: {
    status: 409,
    title: 'The job is assigned to another worker',
    remedy: 'End it there first: DELETE /{workerId}/jobs/{jobId}.',
  },
  no_worker_for_job: {
    status: 409,
    title: 'No worker can take the job',
    remedy:
      'Try again later, or relax the requirements: fewer tags and capabilities, any zone, a higher priority.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within server.request-timeout-seconds.',
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
    remedy: 'Split the batch and send its parts one after another; none of it was accepted.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported content type',
    remedy: 'Send Content-Type: application/json, or application/x-ndjson to the batch routes.',
  },
  too_many_registration_attempts: {
    status: 429,
    title: 'Too many registration attempts',
    remedy: 'Correct the registration, then wait for the seconds in Retry-After.',
  },
  headers_too_large: {
    status: 431,
    title: 'Path and headers are too large',
    remedy: 'Send less than 16 KiB: fewer filters, no cookies of other services.',
  },
  internal_error: {
    status: 500,
    title: 'Internal error',
    remedy: 'Search the log of the service for the request id.',
  },
  issuer_unavailable: {
    status: 503,
    title: 'The keys of the token issuer are unavailable',
    remedy: 'Send the same request again after the seconds in Retry-After, or use an API key.',
  },
  upgrade_required: {
    status: 426,
    title: 'This path is for WebSockets',
    remedy: 'Open a WebSocket with version 13 of the protocol and the subprotocol worker-registration.v1.',
  },
  service_stopping: {
    status: 503,
    title: 'This instance is stopping',
    remedy: 'Connect to another instance, or to this one in a few seconds.',
  },
  eureka_incomplete: {
    status: 503,
    title: 'The instances of the Eureka peers are being copied',
    remedy: 'Ask the next Eureka server, or this one after the seconds in Retry-After.',
  },
  streams_full: {
    status: 503,
    title: 'Too many event streams on this instance',
    remedy:
      'Try again after the seconds in Retry-After; raise server.max-event-streams or run more processes.',
  },
  batches_full: {
    status: 503,
    title: 'Too many batches are waiting',
    remedy: 'Send the same batch again after the seconds in Retry-After; none of it was accepted.',
  },
  database_busy: {
    status: 503,
    title: 'The record is locked or the database is overloaded',
    remedy: 'Send the same request again after the seconds in Retry-After.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is unavailable',
    remedy:
      'Send the same request again after the seconds in Retry-After; the change may already have been saved.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errorTable;
