import { flag, identifier, numeric, optionalUrl, type Setting } from './setting.js';

/** `database.*`: the PostgreSQL server, and how the service uses it. */
export const database = {
  url: optionalUrl(
    ['postgres', 'postgresql'],
    'PostgreSQL server (15 or newer). Unset: the service starts its own.',
  ),
  schema: identifier(
    'worker_registration',
    'Schema of the tables. Services with different schemas can share a database.',
  ),
  listenerUrl: optionalUrl(
    ['postgres', 'postgresql'],
    'The server itself, for LISTEN, if url is a proxy that pools transactions.',
  ),
  replicaUrl: optionalUrl(
    ['postgres', 'postgresql'],
    'Standby for lists, groups, the journal and reports, used while it is at most 5 s behind.',
  ),
  poolSize: numeric(
    10,
    { unit: 'connections', min: 1, max: 1000 },
    'Connections of one process for requests; up to three more serve the process itself.',
  ),
  migrate: flag(
    true,
    'Creates and changes the schema at start. Otherwise `worker-registration migrate` has to do it before.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
