import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findFreePort } from '../../../src/platform/embedded-postgres/free-port.js';
import { startRedis, type RedisServer } from '../../support/redis-server.js';

export type RedisKind = 'none' | 'single' | 'sentinel' | 'cluster';

const SLOTS = 16_384;
const NODES = 3;
const MASTER = 'main';

/** Redis in one of the forms that the service supports. */
export interface FaultyRedis {
  readonly url: string;
  /** The servers with data, without Sentinels. */
  readonly servers: readonly RedisServer[];
  readonly sentinel?: RedisServer;
  /** The server that currently gets the commands; of a cluster the first. */
  master(): Promise<RedisServer>;
  stop(): Promise<void>;
}

export async function startFaultyRedis(kind: RedisKind): Promise<FaultyRedis | undefined> {
  switch (kind) {
    case 'none':
      return undefined;
    case 'single':
      return single();
    case 'sentinel':
      return watched();
    case 'cluster':
    default:
      return cluster();
  }
}

async function single(): Promise<FaultyRedis> {
  const server = await startRedis();
  return { url: server.url, servers: [server], master: async () => server, stop: () => server.stop() };
}

/**
 * A master, a replica and the Sentinel that promotes the replica when the master is gone for half a second.
 */
async function watched(): Promise<FaultyRedis> {
  const first = await startRedis();
  const second = await startRedis({
    args: ['--replicaof', '127.0.0.1', String(first.port)],
  });
  const sentinel = await startRedis({
    sentinel: [
      `sentinel monitor ${MASTER} 127.0.0.1 ${first.port} 1`,
      `sentinel down-after-milliseconds ${MASTER} 500`,
      `sentinel failover-timeout ${MASTER} 3000`,
    ].join('\n'),
  });
  const servers = [first, second];
  const master = async () => {
    const [, port] = (await command(sentinel, 'SENTINEL', 'get-master-addr-by-name', MASTER)) as string[];
    return servers.find((each) => each.port === Number(port))!;
  };
  // Until it knows the replica, it could not promote it.
  await eventually(async () =>
    JSON.stringify(await command(sentinel, 'SENTINEL', 'replicas', MASTER)).includes(`"${second.port}"`),
  );
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/${MASTER}`,
    servers,
    sentinel,
    master,
    stop: () => stopAll([sentinel, ...servers]),
  };
}

/** Three masters that share the slots. */
async function cluster(): Promise<FaultyRedis> {
  const servers: RedisServer[] = [];
  const links: number[] = [];
  for (let node = 0; node < NODES; node += 1) {
    links.push(await findFreePort());
    servers.push(
      await startRedis({
        args: [
          '--cluster-enabled',
          'yes',
          // Not the first port plus ten thousand: that one may be in use by an outgoing connection.
          '--cluster-port',
          String(links[node]),
          '--cluster-config-file',
          'nodes.conf',
          '--cluster-node-timeout',
          '1000',
        ],
      }),
    );
  }
  const bounds = servers.map((_, node) => Math.floor((node * SLOTS) / NODES)).concat(SLOTS);
  for (const [node, server] of servers.entries()) {
    await command(server, 'CLUSTER', 'ADDSLOTSRANGE', String(bounds[node]), String(bounds[node + 1]! - 1));
    await command(server, 'CLUSTER', 'MEET', '127.0.0.1', String(servers[0]!.port), String(links[0]));
  }
  for (const server of servers)
    await eventually(async () =>
      String(await command(server, 'CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    servers,
    master: async () => servers[0]!,
    stop: () => stopAll(servers),
  };
}

/** Runs one command on one server. */
export async function command({ port }: RedisServer, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(50);
}

async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}
