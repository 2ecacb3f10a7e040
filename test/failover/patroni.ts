import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findServerUser } from '../../src/platform/embedded-postgres/server-user.js';
import { findProgram, type Binary, type Wanted } from '../support/debian-program.js';
import { Program } from '../support/programs.js';
import { freePort, statusOf, until } from '../support/waiting.js';

const OPS = join(import.meta.dirname, '../../ops/patroni');
const PASSWORD = 'secret';

const wanted = (names: string[], packages: string[], folder: string, versionFlag?: string): Wanted => ({
  names,
  packages: [packages],
  folder,
  versionFlag,
  remedy: `Install it (Debian: apt-get install ${packages.join(' ')}).`,
});
const PROGRAMS = {
  etcd: wanted(['etcd'], ['etcd-server'], 'usr/bin'),
  haproxy: wanted(['haproxy'], ['haproxy'], 'usr/sbin', '-v'),
  patroni: wanted(['patroni'], ['patroni', 'python3-etcd'], 'usr/bin'),
  postgres: wanted(['pg_rewind'], ['postgresql-15'], 'usr/lib/postgresql/15/bin'),
};

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
      await Node.start('node1', folder, etcdPort!, user),
      await Node.start('node2', folder, etcdPort!, user),
    ];
    const haproxy = await findProgram(PROGRAMS.haproxy);
    const env = {
      ...haproxy.env,
      PRIMARY_ADDRESS: `127.0.0.1:${primary}`,
      REPLICA_ADDRESS: `127.0.0.1:${replica}`,
      NODE1: `127.0.0.1:${nodes[0]!.port}`,
      NODE2: `127.0.0.1:${nodes[1]!.port}`,
      NODE1_API: String(nodes[0]!.apiPort),
      NODE2_API: String(nodes[1]!.apiPort),
    };
    const proxy = new Program(spawn(haproxy.command, ['-db', '-f', join(OPS, 'haproxy.cfg')], { env }));
    const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${primary}/postgres`;
    const pair = new PatroniPair(folder, etcd, proxy, nodes, url);
    await pair.isWhole();
    return pair;
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
    return () => leader.restart();
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

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

type User = Awaited<ReturnType<typeof findServerUser>>;

/** One server and its Patroni. */
class Node {
  private program!: Program;

  private constructor(
    readonly name: string,
    readonly port: number,
    readonly apiPort: number,
    private readonly binary: Binary,
    private readonly env: NodeJS.ProcessEnv,
    private readonly user: User,
  ) {}

  static async start(name: string, folder: string, etcdPort: number, user: User): Promise<Node> {
    const [port, apiPort] = (await freePorts(2)) as [number, number];
    const data = join(folder, name);
    await mkdir(data, { mode: 0o700 });
    if (user !== undefined) await chown(data, user.uid, user.gid);
    const binary = await findProgram(PROGRAMS.patroni);
    const postgres = await findProgram(PROGRAMS.postgres);
    const env = {
      ...binary.env,
      PATH: [dirname(postgres.command), process.env.PATH].join(delimiter),
      PATRONI_NAME: name,
      PATRONI_ETCD3_HOSTS: `127.0.0.1:${etcdPort}`,
      PATRONI_RESTAPI_LISTEN: `127.0.0.1:${apiPort}`,
      PATRONI_RESTAPI_CONNECT_ADDRESS: `127.0.0.1:${apiPort}`,
      PATRONI_POSTGRESQL_LISTEN: `127.0.0.1:${port}`,
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: `127.0.0.1:${port}`,
      PATRONI_POSTGRESQL_DATA_DIR: join(data, 'data'),
      PATRONI_POSTGRESQL_BIN_DIR: dirname(postgres.command),
      PATRONI_POSTGRESQL_PGPASS: join(data, 'pgpass'),
      PATRONI_SUPERUSER_USERNAME: 'postgres',
      PATRONI_SUPERUSER_PASSWORD: PASSWORD,
      PATRONI_REPLICATION_USERNAME: 'replication',
      PATRONI_REPLICATION_PASSWORD: PASSWORD,
      HOME: data,
      USER: 'postgres',
    };
    const node = new Node(name, port, apiPort, binary, env, user);
    await node.restart();
    return node;
  }

  async restart(): Promise<void> {
    const { uid, gid } = this.user ?? {};
    const options = { env: this.env, uid, gid, detached: true };
    this.program = new Program(spawn(this.binary.command, [join(OPS, 'patroni.yml')], options));
    await until(async () => (await statusOf(`${this.api}/liveness`)) === 200 && (await this.isRunning()));
  }

  /** Whether the node has a role: Patroni answers 200 for it. */
  async is(role: string): Promise<boolean> {
    return (await statusOf(`${this.api}/${role}`)) === 200;
  }

  async post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.api + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`Patroni refused ${path}: ${await answer.text()}`);
  }

  /** As if the machine had lost its power: PostgreSQL ends its other processes when the first one is gone. */
  async kill(): Promise<void> {
    const postmaster = await this.postmaster();
    this.program.signal('SIGKILL');
    if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
    await this.program.exit;
  }

  async stop(): Promise<void> {
    if (!this.program.hasEnded) await this.kill();
  }

  private get api(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  private async isRunning(): Promise<boolean> {
    const answer = await fetch(`${this.api}/patroni`).catch(() => undefined);
    return (
      ((await answer?.json().catch(() => undefined)) as { state?: string } | undefined)?.state === 'running'
    );
  }

  private async postmaster(): Promise<number | undefined> {
    const file = join(this.env['PATRONI_POSTGRESQL_DATA_DIR']!, 'postmaster.pid');
    const text = await readFile(file, 'utf8').catch(() => '');
    return Number(text.split('\n')[0]) || undefined;
  }
}
