import { flag, identifier, numeric, optionalUrl, type Setting } from './setting.js';

/** `database.*`: the PostgreSQL server, and how the service uses it. */
export const database = {
  url: optionalUrl(
    ['postgres', 'postgresql'],
    'The PostgreSQL server (15 or newer). Unset: the service starts its own.',
  ),
  schema: identifier(
    'worker_registration',
    'Schema of the tables. Services with different schemas can share a database.',
  ),
  listenerUrl: optionalUrl(
    ['postgres', 'postgresql'],
    'If url leads through a proxy that pools transactions: URL of the server itself, for the connection that uses LISTEN.',
  ),
  replicaUrl: optionalUrl(
    ['postgres', 'postgresql'],
    'A standby for lists, groups, the journal and reports while it is at most 5 s behind. Verdicts and claims never read it.',
  ),
  poolSize: numeric(
    10,
    { unit: 'connections', min: 1, max: 1000 },
    'Connections to PostgreSQL of one process for requests; up to three more serve the process itself.',
  ),
  migrate: flag(
    true,
    'The service creates and changes its schema at start. Otherwise it starts only once `worker-registration migrate` has done so.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
