/** What the journal tells, and what each kind of event means. The SQL that makes a change writes its event. */
export const EVENT_TYPES = {
  registered: 'A worker was new.',
  're-registered':
    'A known worker registered again: `detail.outcome` is refreshed, resumed or restarted; `from` tells what it was before where it was not there, `orderEnded` which drain ended.',
  replaced:
    'The old record was dropped by force, and a new one made: `detail.replacedId` is the id of the old one.',
  'came-back': 'A worker that was not there sent a heartbeat: `detail.from` tells what it was before.',
  reached:
    'The service dialled an offline worker, which answered: `detail` tells how, where, and what it was before.',
  'token-issued': 'A worker asked for a fresh token: `detail.incarnation` tells for which of its lives.',
  'credentials-revoked':
    'An operator revoked all credentials of a worker, also of a record that was deleted: `detail.reason` tells why.',
  draining: 'A worker is to leave when its jobs are done, as it or an operator asked.',
  deregistered: 'A worker left: `detail.reason` tells why.',
  'order-given': 'An operator asked a worker to drain or to rest: `detail` holds kind, reason and end.',
  'order-lifted':
    'An order ended, lifted by an operator or over by itself (actor `service`): `detail.now` is a drain that is in force again.',
  unhealthy: 'A sweep found something wrong with a worker: `detail` holds the checks and what they say.',
  failed: 'A worker FAILED: so many sweeps in a row found something wrong.',
  recovered: 'A worker passes all checks again. An operator is the actor where it was activated.',
  'cleaned-up': 'A worker was FAILED for too long and is INACTIVE; `detail` tells since when and why.',
  'guard-engaged': 'So many workers of a zone fell silent together that none of them is failed for it.',
  'guard-ended': 'A guard ended, as most of its workers are heard of again.',
  'guard-spent': 'A guard held for its whole time; its workers are judged again, from zero.',
  'alert-firing':
    'A rule fires, or fires for more workers or zones: `detail` names rule, kind and what is new.',
  'alert-resolved': 'What a rule fired for is over: `detail` names rule, kind and what ended.',
  'alert-muted': 'An operator muted a rule: `detail` holds its name, the end and the reason.',
  'alert-unmuted': 'A mute ended, lifted by an operator or over by itself (actor `service`).',
  'job-assigned': 'A worker was given a job: `detail.jobId`, and whether it was claimed.',
  'job-ended': 'A job of a worker ended.',
  'job-released': 'A job was taken from a worker that runs it no more: `detail.reason` tells why.',
  'api-key-made': 'An API key was made: `detail` holds its name, its roles and its limit.',
  'api-key-revoked': 'An API key was revoked.',
  'session-begun': 'Somebody signed in: `detail.id` is the session.',
  'session-ended': 'A session was ended, by signing out or by an admin: `detail` holds its id and account.',
  'join-token-made': 'A join token was made: `detail` holds its name, its end, its uses and bounds.',
  'join-token-revoked': 'A join token was revoked; workers that came in by it stay.',
  'signing-keys-rotated':
    'A new signing key was made by request: `detail.revoked` is the number of older keys that ended, with every token and session that they signed.',
  deleted: 'The record of a worker was deleted.',
  purged: 'The record of a worker was dropped, which had left long ago.',
} as const satisfies Record<string, string>;
