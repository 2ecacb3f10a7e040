import { Cluster, Redis, type CommonRedisOptions } from 'ioredis';
import type { Endpoint } from '../network/endpoint.js';

export type RedisClient = Redis | Cluster;

/**
 * Redis only makes things faster: a command that cannot be sent at once or answered soon fails, and the
 * service continues without it.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  maxRetriesPerRequest: 0,
  connectTimeout: 2000,
  commandTimeout: 500,
  // The connection to a server that hangs is closed and opened again, so that later commands fail at once.
  socketTimeout: 500,
  // A stop does not wait for Redis: its contents may be lost.
  disconnectTimeout: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
} satisfies CommonRedisOptions & Record<string, unknown>;

/**
 * Creates a client for `redis://`, `rediss://`, `redis+sentinel://host:port,host:port/master` or
 * `redis+cluster://host:port,host:port`. It is not connected yet.
 */
export function createRedisClient(url: string): RedisClient {
  const [scheme = '', rest = ''] = url.split('://', 2);
  if (scheme === 'redis' || scheme === 'rediss') return new Redis(url, OPTIONS);
  const { auth, hosts, name } =
    /^(?:(?<auth>[^@]*)@)?(?<hosts>[^/]*)(?:\/(?<name>.*))?$/.exec(rest)?.groups ?? {};
  const [username, password] = (auth ?? '').split(':').map(decodeURIComponent);
  const nodes = (hosts ?? '').split(',').map((each) => {
    const [host = '', port] = each.split(':');
    return { host, port: Number(port ?? (scheme === 'redis+sentinel' ? 26_379 : 6379)) };
  });
  const credentials = { ...(username ? { username } : {}), ...(password ? { password } : {}) };
  if (scheme === 'redis+sentinel') {
    return new Redis({
      ...OPTIONS,
      ...credentials,
      sentinels: nodes,
      name: name ?? 'mymaster',
      sentinelRetryStrategy: OPTIONS.retryStrategy,
    });
  }
  const { retryStrategy, ...redisOptions } = OPTIONS;
  return new Cluster(nodes, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...redisOptions, ...credentials },
  });
}

/** Returns the servers, or the sentinels that lead to them. The client may come from another copy of the library. */
export function endpointsOf(client: RedisClient): Endpoint[] {
  if (client.isCluster) return (client as Cluster).nodes().flatMap((node) => endpointsOf(node));
  const { sentinels, host, port } = (client as Redis).options;
  return (sentinels ?? [{ host, port }]).map((each) => ({
    host: each.host ?? 'localhost',
    port: each.port ?? 6379,
  }));
}
