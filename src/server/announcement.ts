import type { Settings } from '../platform/config/settings.js';
import { DEFAULT_PREFIX } from '../platform/http/default-prefix.js';
import type { ServerLogger } from './logger.js';

interface Started {
  readonly url: string;
  readonly settings: Settings;
  readonly embedded: boolean;
}

/**
 * Prints the addresses of API, dashboard and documentation for a person who tries the service; for
 * supervisors the log line of the address is enough.
 */
export function announce({ url, settings, embedded }: Started, logger: ServerLogger): void {
  if (settings.log.level === 'silent' || !(embedded || process.stdout.isTTY)) return;
  const api = `${url}/${DEFAULT_PREFIX}`;
  const shown = settings.auth.mode === 'open' ? '' : ` -H 'Authorization: Bearer <admin key or join token>'`;
  logger.writeText(`
worker-registration is ready.

  Look     ${url}/dashboard
  API      ${api}
  Docs     ${url}/docs
  Health   ${url}/health/system
  Metrics  ${url}/metrics
  Data     ${embedded ? `${settings.data.dir} (its own PostgreSQL; set DATABASE_URL to use another)` : 'the PostgreSQL of database.url'}
  Limits   ${settings.redis.url === undefined ? 'in this process (set REDIS_URL to share them between instances)' : 'shared through Redis'}

Register a first worker:

  curl -X POST ${api}/register -H 'Content-Type: application/json'${shown} \\
    -d '{"workerId":"worker-001","name":"Test Worker","maxConcurrentJobs":5}'

Ctrl-C stops it.

`);
}
