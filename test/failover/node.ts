import { spawn } from 'node:child_process';
import { chown, copyFile, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { ServerUser } from '../../src/platform/embedded-postgres/server-user.js';
import { findProgram, type Binary } from '../support/debian-program.js';
import { Program } from '../support/programs.js';
import { freePorts, statusOf, until } from '../support/waiting.js';
import { PROGRAMS } from './programs.js';
import { follow } from './timeline.js';

export const OPS = join(import.meta.dirname, '../../ops/patroni');
export const PASSWORD = 'secret';
const OURS = 'pg_controldata';

type User = ServerUser | undefined;

/** One server and its Patroni. */
export class Node {
  private program: Program | undefined;

  private constructor(
    readonly name: string,
    readonly port: number,
    readonly apiPort: number,
    private readonly binary: Binary,
    private readonly env: NodeJS.ProcessEnv,
    private readonly user: User,
  ) {}

  static async create(name: string, folder: string, etcdPort: number, user: User): Promise<Node> {
    const [port, apiPort] = (await freePorts(2)) as [number, number];
    const data = join(folder, name);
    await mkdir(data, { mode: 0o700 });
    if (user !== undefined) await chown(data, user.uid, user.gid);
    const binary = await findProgram(PROGRAMS.patroni);
    const postgres = await findProgram(PROGRAMS.postgres);
    const env = {
      ...binary.env,
      PG_CONTROLDATA: join(dirname(postgres.command), OURS),
      PATH: [dirname(postgres.command), process.env.PATH].join(delimiter),
      PATRONI_NAME: name,
      PATRONI_ETCD3_HOSTS: `127.0.0.1:${etcdPort}`,
      PATRONI_RESTAPI_LISTEN: `127.0.0.1:${apiPort}`,
      PATRONI_RESTAPI_CONNECT_ADDRESS: `127.0.0.1:${apiPort}`,
      PATRONI_POSTGRESQL_LISTEN: `127.0.0.1:${port}`,
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: `127.0.0.1:${port}`,
      PATRONI_POSTGRESQL_DATA_DIR: join(data, 'data'),
      PATRONI_POSTGRESQL_BIN_DIR: await linkPrograms(dirname(postgres.command), join(data, 'bin')),
      PATRONI_POSTGRESQL_PGPASS: join(data, 'pgpass'),
      PATRONI_SUPERUSER_USERNAME: 'postgres',
      PATRONI_SUPERUSER_PASSWORD: PASSWORD,
      PATRONI_REPLICATION_USERNAME: 'replication',
      PATRONI_REPLICATION_PASSWORD: PASSWORD,
      HOME: data,
      USER: 'postgres',
    };
    return new Node(name, port, apiPort, binary, env, user);
  }

  async start(): Promise<void> {
    const { uid, gid } = this.user ?? {};
    const options = { env: this.env, uid, gid, detached: true };
    const child = spawn(this.binary.command, [join(OPS, 'patroni.yml')], options);
    this.program = new Program(follow(this.name, child));
    const isUp = async (): Promise<boolean> =>
      (await statusOf(`${this.api}/liveness`)) === 200 && (await this.isRunning());
    await Promise.race([until(isUp), this.endsEarly(this.program)]);
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
    this.program?.signal('SIGKILL');
    if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
    await this.program?.exit.catch(() => undefined);
  }

  async stop(): Promise<void> {
    if (this.program?.hasEnded === false) await this.kill();
  }

  private get api(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** @throws Error with the reason, if it ends before anything else happens */
  private async endsEarly({ exit }: Program): Promise<never> {
    const { code, signal } = await exit.catch((error: unknown) => {
      const remedy = 'If it is in a private folder, set XDG_CACHE_HOME to one that every user can read.';
      throw new Error(`Patroni cannot be started as the user of PostgreSQL. ${remedy}`, { cause: error });
    });
    throw new Error(`Patroni has ended with ${code ?? signal}: set FAILOVER_LOG to a file to see why`);
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

/** Makes a folder with links to the programs of PostgreSQL, and our own `pg_controldata`. */
async function linkPrograms(from: string, to: string): Promise<string> {
  await mkdir(to);
  for (const name of await readdir(from)) if (name !== OURS) await symlink(join(from, name), join(to, name));
  await copyFile(join(OPS, OURS), join(to, OURS));
  return to;
}
