/** The types of events in the journal and their meanings. The SQL that makes a change writes its event. */
export const EVENT_TYPES = {
  registered: 'A worker registered for the first time.',
  're-registered':
    'A known worker registered again: `detail.outcome` is refreshed, resumed or restarted; `from` is its previous presence if it was not present, `orderEnded` a drain that ended.',
  replaced:
    'A forced registration dropped the old record and created a new one: `detail.replacedId` is the id of the old one.',
  'came-back': 'A worker that was not present sent a heartbeat: `detail.from` is its previous presence.',
  reached:
    'The service contacted an offline worker, which answered: `detail` has the method, the address and the previous presence.',
  'token-issued': 'A worker requested a new token: `detail.incarnation` says for which incarnation.',
  'credentials-revoked':
    'An operator revoked all credentials of a worker, or of a deleted record: `detail.reason` says why.',
  draining: 'A worker will leave when its jobs are done, as requested by itself or an operator.',
  deregistered: 'A worker left: `detail.reason` says why.',
  'order-given':
    'An operator ordered a worker to drain or into maintenance: `detail` has kind, reason and end.',
  'order-lifted':
    'An order ended, lifted by an operator or expired (actor `service`): `detail.now` is a drain that applies again.',
  overridden:
    'An operator set or removed capacity, tags or zone in place of a worker: `detail` has `set`, `removed` and the reason.',
  suspected:
    'Schedulers reported that they could not reach a worker, so that it is suspect: `detail` has the number of reporters, the kinds and the end.',
  unhealthy: 'A sweep found a worker unhealthy: `detail` has the failed checks and their reasons.',
  failed: 'A worker is FAILED: consecutive sweeps found it unhealthy up to the threshold.',
  recovered: 'A worker passes all checks again. If an operator activated it, the operator is the actor.',
  'cleaned-up': 'A worker was FAILED for too long and is LOST; `detail` says since when and why.',
  'loss-acknowledged':
    'An operator acknowledged the loss of a worker: `detail` says why and since when it is lost.',
  restored:
    'An operator restored a worker that was lost or left: `detail` has its previous presence and the reason.',
  'operation-begun':
    'An operation began: `detail` has its id (`operation`), kind, reason, number of workers and limits.',
  'operation-paused': 'An operator paused an operation: `detail` has its progress.',
  'operation-resumed': 'An operator resumed an operation: `detail` has its progress.',
  'operation-ended':
    'An operation is finished, cancelled or expired: `detail` has its state and the number of workers done, skipped, failed and left.',
  'guard-engaged':
    'Too many workers of a zone fell silent together, so that the guard holds them and none of them fails.',
  'guard-ended': 'A guard ended, as most of its workers send heartbeats again.',
  'guard-held': 'An operator holds a guard until a given time: `detail` has the end and the reason.',
  'guard-released':
    'An operator released a guard: its workers are judged again, from zero; `detail.reason` says why.',
  'guard-spent': 'A guard timed out; its workers are judged again, from zero.',
  'warning-began':
    'A warning of what may break began: `detail` has its kind, its sentence and when it is expected.',
  'warning-ended': 'A warning ended: `detail` has its kind, its sentence and its outcome, if it is judged.',
  'alert-firing':
    'A rule fires, or fires for more workers or zones: `detail` has the rule, its kind and what is new.',
  'alert-resolved': 'A rule no longer fires for some items: `detail` has the rule, its kind and what ended.',
  'alert-muted': 'An operator muted a rule: `detail` has its name, the end and the reason.',
  'alert-unmuted': 'A mute ended, removed by an operator or expired (actor `service`).',
  'job-assigned': 'A job was assigned to a worker: `detail.jobId`, and whether it was claimed.',
  'job-ended': 'A job of a worker ended.',
  'job-released': 'A job was released from a worker that no longer runs it: `detail.reason` says why.',
  'api-key-made': 'An API key was created: `detail` has its name, its roles and its limit.',
  'api-key-revoked': 'An API key was revoked.',
  'session-begun': 'A user signed in: `detail.id` is the session.',
  'session-ended': 'A session ended, by signing out or by an admin: `detail` has its id and account.',
  'join-token-made': 'A join token was created: `detail` has its name, its end, its uses and bounds.',
  'join-token-revoked': 'A join token was revoked; workers that registered with it stay.',
  'signing-keys-rotated':
    'A new signing key was created on request: `detail.revoked` is the number of older keys that ended, with every token and session that they signed.',
  deleted: 'The record of a worker was deleted.',
  purged: 'The record of a worker that left long ago was purged.',
} as const satisfies Record<string, string>;
