import { spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServerUser } from '../../src/platform/embedded-postgres/server-user.js';
import { findProgram } from '../support/debian-program.js';
import { Program } from '../support/programs.js';
import { freePorts, statusOf, until } from '../support/waiting.js';
import { Node, OPS, PASSWORD } from './node.js';
import { PROGRAMS } from './programs.js';
import { follow } from './timeline.js';

/** A pair of PostgreSQL servers with Patroni, etcd and HAProxy, as `ops/patroni` sets them up. */
export class PatroniPair {
  private readonly nodes: [Node, Node];

  private constructor(
    private readonly folder: string,
    private readonly etcd: Program,
    private readonly proxy: Program,
    nodes: readonly Node[],
    /** Leads to the primary. */
    readonly url: string,
  ) {
    this.nodes = nodes as [Node, Node];
  }

  static async start(): Promise<PatroniPair> {
    const folder = await mkdtemp(join(tmpdir(), 'patroni-'));
    const user = await findServerUser(folder);
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    const [etcdPort, peerPort, primary, replica] = await freePorts(4);
    const etcd = await startEtcd(folder, etcdPort!, peerPort!);
    const nodes = [
      await Node.create('node1', folder, etcdPort!, user),
      await Node.create('node2', folder, etcdPort!, user),
    ];
    const proxy = await startProxy(`127.0.0.1:${primary}`, `127.0.0.1:${replica}`, nodes);
    const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${primary}/postgres`;
    const pair = new PatroniPair(folder, etcd, proxy, nodes, url);
    try {
      for (const node of nodes) await node.start();
      await pair.isWhole();
      return pair;
    } catch (error) {
      await pair.stop();
      throw error;
    }
  }

  /** Resolves when one node is the primary and the other its synchronous standby. */
  async isWhole(): Promise<void> {
    await until(async () => {
      const roles = await Promise.all(
        this.nodes.map(async (node) => [await node.is('primary'), await node.is('synchronous')]),
      );
      return roles.some(([primary]) => primary === true) && roles.some(([, standby]) => standby === true);
    });
  }

  /** Exchanges the roles, as before maintenance of a node. */
  async switchOver(): Promise<() => Promise<void>> {
    const { leader, other } = await this.roles();
    await other.post('/switchover', { leader: leader.name, candidate: other.name });
    return () => Promise.resolve();
  }

  /**
   * Kills the node of the primary: PostgreSQL and Patroni. Resolves when the other one is the primary.
   * @returns what starts the node again
   */
  async killPrimary(): Promise<() => Promise<void>> {
    const { leader, other } = await this.roles();
    await leader.kill();
    await until(() => other.is('primary'));
    return () => leader.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.proxy.stop('SIGKILL');
    await this.etcd.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private async roles(): Promise<{ leader: Node; other: Node }> {
    const [first, second] = this.nodes;
    return (await first.is('primary')) ? { leader: first, other: second } : { leader: second, other: first };
  }
}

async function startEtcd(folder: string, port: number, peerPort: number): Promise<Program> {
  const { command, env } = await findProgram(PROGRAMS.etcd);
  const url = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = [
    '--data-dir',
    join(folder, 'etcd'),
    '--listen-client-urls',
    url,
    '--advertise-client-urls',
    url,
  ];
  const peers = [
    '--listen-peer-urls',
    peer,
    '--initial-advertise-peer-urls',
    peer,
    '--initial-cluster',
    `default=${peer}`,
  ];
  const etcd = new Program(spawn(command, [...args, ...peers], { env }));
  await until(async () => (await statusOf(`${url}/health`)) === 200);
  return etcd;
}

async function startProxy(primary: string, replica: string, nodes: readonly Node[]): Promise<Program> {
  const haproxy = await findProgram(PROGRAMS.haproxy);
  const env = {
    ...haproxy.env,
    PRIMARY_ADDRESS: primary,
    REPLICA_ADDRESS: replica,
    NODE1: `127.0.0.1:${nodes[0]!.port}`,
    NODE2: `127.0.0.1:${nodes[1]!.port}`,
    NODE1_API: String(nodes[0]!.apiPort),
    NODE2_API: String(nodes[1]!.apiPort),
  };
  const args = ['-db', '-f', join(OPS, 'haproxy.cfg')];
  return new Program(follow('haproxy', spawn(haproxy.command, args, { env })));
}
