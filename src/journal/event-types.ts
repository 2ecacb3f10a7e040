/** What the journal tells, and what each kind of event means. The SQL that makes a change writes its event. */
export const EVENT_TYPES = {
  registered: 'A worker was new.',
  're-registered': 'A known worker registered again: `detail.outcome` is refreshed, resumed or restarted.',
  replaced: 'The old record was dropped by force, and a new one made.',
  'came-back': 'A worker that was not there sent a heartbeat: `detail.from` tells what it was before.',
  draining: 'A worker asked to leave when its jobs are done.',
  deregistered: 'A worker left: `detail.reason` tells why.',
  'order-given': 'An operator asked a worker to drain or to rest: `detail` holds kind, reason and end.',
  'order-lifted': 'An order ended, lifted by an operator or over by itself (actor `service`).',
  deleted: 'The record of a worker was deleted.',
  purged: 'The record of a worker was dropped, which had left long ago.',
} as const satisfies Record<string, string>;
