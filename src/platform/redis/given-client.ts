import { shown } from '../config/require-options.js';
import { StartError } from '../errors/start-error.js';
import type { RedisClient } from './redis-client.js';

/**
 * Returns the client of the application, if any. It may come from another copy of the library.
 * @throws StartError for anything but a client
 */
export function requiredClient(given: RedisClient | undefined): RedisClient | null {
  if (given === undefined || given === null) return null;
  const methods = given as unknown as Record<string, unknown>;
  if (['on', 'get', 'set', 'duplicate'].every((name) => typeof methods[name] === 'function')) return given;
  throw new StartError(
    `The option redis is ${shown(given)}, not a client of ioredis.`,
    'Pass the client of the application: { redis: new Redis(url) }, or set redis.url.',
  );
}
