import { Cluster, Redis, type CommonRedisOptions } from 'ioredis';

export type RedisClient = Redis | Cluster;

/** Redis only makes things faster: a command that cannot be sent at once or answered soon fails, and we go on without. */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  maxRetriesPerRequest: 0,
  connectTimeout: 2000,
  commandTimeout: 500,
  // A server that hangs is left and dialled again, so that the commands after the first one fail at once.
  socketTimeout: 500,
  // Nothing is waited for on the way out: what Redis holds can be lost.
  disconnectTimeout: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
} satisfies CommonRedisOptions & Record<string, unknown>;

/**
 * A client for `redis://`, `rediss://`, `redis+sentinel://host:port,host:port/master` or
 * `redis+cluster://host:port,host:port`. Not connected yet.
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
