/** What the journal tells, and what each kind of event means. The SQL that makes a change writes its event. */
export const EVENT_TYPES = {
  registered: 'A worker was new.',
  're-registered': 'A known worker registered again: `detail.outcome` is refreshed, resumed or restarted.',
  replaced: 'The old record was dropped by force, and a new one made.',
  'came-back': 'A worker that was not there sent a heartbeat: `detail.from` tells what it was before.',
  reached:
    'The service dialled an offline worker, which answered: `detail` tells how, where, and what it was before.',
  draining: 'A worker asked to leave when its jobs are done.',
  deregistered: 'A worker left: `detail.reason` tells why.',
  'order-given': 'An operator asked a worker to drain or to rest: `detail` holds kind, reason and end.',
  'order-lifted': 'An order ended, lifted by an operator or over by itself (actor `service`).',
  unhealthy: 'A sweep found something wrong with a worker: `detail` holds the checks and what they say.',
  failed: 'A worker FAILED: so many sweeps in a row found something wrong.',
  recovered: 'A worker passes all checks again.',
  'cleaned-up': 'A worker was FAILED for too long and is INACTIVE; `detail` tells since when and why.',
  'guard-engaged': 'So many workers of a zone fell silent together that none of them is failed for it.',
  'guard-ended': 'A guard ended, as most of its workers are heard of again.',
  'guard-spent': 'A guard held for its whole time; its workers are judged again, from zero.',
  'alert-firing':
    'A rule fires, or fires for more workers or zones: `detail` names rule, kind and what is new.',
  'alert-resolved': 'What a rule fired for is over: `detail` names rule, kind and what ended.',
  'alert-muted': 'An operator muted a rule: `detail` holds its name, the end and the reason.',
  'alert-unmuted': 'A mute ended, lifted by an operator or over by itself (actor `service`).',
  deleted: 'The record of a worker was deleted.',
  purged: 'The record of a worker was dropped, which had left long ago.',
} as const satisfies Record<string, string>;
