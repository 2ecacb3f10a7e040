import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { openDataFolder } from '../../src/platform/embedded-postgres/data-folder.js';
import { endOrphans, findOurs } from '../../src/platform/embedded-postgres/orphans.js';
import { memoryFolder } from '../support/memory-folder.js';
import { until } from '../support/waiting.js';

const ROOT = join(import.meta.dirname, '..', '..');
const FAST = { fsync: 'off' };
const isRoot = process.getuid?.() === 0;

/** Result of a start in another process: its server, or why it was refused. */
interface Said {
  pid?: number;
  url?: string;
  error?: string;
}

let dir: string;
let dataDir: string;
let lines: string[];
let programs: string;
let template: string;
const opened: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  programs = await compileProgram();
  template = await mkdtemp(join(memoryFolder(), 'embedded-postgres-template-'));
  const server = await startEmbeddedPostgres({ dataDir: template, log: () => undefined, settings: FAST });
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS n');
  await server.stop();
});

beforeEach(async () => {
  dir = await mkdtemp(join(memoryFolder(), 'embedded-postgres-'));
  dataDir = join(dir, 'data');
  lines = [];
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.stop()));
  await Promise.all(children.splice(0).map(kill));
  await endOrphans(await openDataFolder(dataDir), PATIENT);
  await rm(dir, { recursive: true, force: true });
});

afterAll(async () => {
  await Promise.all([programs, template].map((path) => rm(path, { recursive: true, force: true })));
});

const PATIENT = { fastMs: 200, immediateMs: 200 };

describe('The embedded PostgreSQL', () => {
  it('creates the database on the first start and keeps it on the next', async () => {
    const first = await start();
    expect(lines).toEqual([`Creating the database in ${dataDir}/postgres`]);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await Promise.all([first.stop(), first.stop()]);
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(lines).toHaveLength(1);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    expect(
      await query(
        second.url,
        `SELECT current_database() AS name, pg_encoding_to_char(encoding) AS encoding, datlocale AS locale,
           current_setting('listen_addresses') AS listens, current_setting('TimeZone') AS zone
         FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([
      { name: 'worker_registration', encoding: 'UTF8', locale: 'C.UTF-8', listens: '127.0.0.1', zone: 'UTC' },
    ]);
    const password = new URL(second.url).password;
    expect(await readFile(join(dataDir, 'postgres.password'), 'utf8')).toBe(password);
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    await expect(query(second.url.replace(password, 'guessed'), 'SELECT 1')).rejects.toThrow(/password/);
  });

  it('sets a new password if its file is lost', async () => {
    await restore();
    await rm(join(dataDir, 'postgres.password'));
    const server = await start();
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('restarts a killed server at the same URL, and stops it for good if asked to meanwhile', async () => {
    await restore();
    const server = await start();
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    await until(() => lines.length === 2);
    expect(server.pid).not.toBe(before);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    expect(lines).toEqual([
      `PostgreSQL (pid ${before}) ended unexpectedly (signal SIGKILL): starting it again`,
      `PostgreSQL is running again (pid ${server.pid})`,
    ]);

    process.kill(server.pid, 'SIGKILL');
    await until(() => lines.length === 3);
    await server.stop();
    expect(await processesLeft()).toEqual([]);
  });
});

describe('The embedded PostgreSQL, after an earlier run', () => {
  it('stops the server of a killed service and keeps the data', async () => {
    await restore();
    const service = startElsewhere();
    const { pid = 0, url = '' } = await service.said;
    await query(url, 'INSERT INTO kept VALUES (43)');
    await kill(service.child);
    expect(isAlive(pid)).toBe(true);

    const server = await start();
    expect(lines).toEqual([`Stopped a PostgreSQL that an earlier run left behind (pid ${pid})`]);
    expect(isAlive(pid)).toBe(false);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }, { n: 43 }]);
  });

  it('kills an orphan that does not answer', async () => {
    await restore();
    const service = startElsewhere();
    const { pid = 0 } = await service.said;
    process.kill(pid, 'SIGSTOP');
    await kill(service.child);

    expect(await endOrphans(await openDataFolder(dataDir), PATIENT)).toBe(pid);
    expect(await processesLeft()).toEqual([]);
    await start();
  });

  it('removes a postmaster.pid whose number now belongs to another process', async () => {
    await restore();
    const server = await start();
    const record = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    await server.stop();
    const owner = statSync(join(dataDir, 'postgres'));
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
    children.push(stranger);
    const path = join(dataDir, 'postgres', 'postmaster.pid');
    await writeFile(path, record.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    await chown(path, owner.uid, owner.gid);

    await start();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
  });

  it('starts again after an initdb that was killed half-way', async () => {
    const service = startElsewhere();
    await until(() => existsSync(join(dataDir, 'postgres.new', 'base')));
    await kill(service.child);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);

    const server = await start();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.log', 'postgres.password']);
  });
});

describe('Several starts at once', () => {
  it('lead to exactly one server, even after a killed one', async () => {
    for (let round = 1; round <= 3; round++) {
      const services = [1, 2, 3, 4].map(() => startElsewhere());
      const said = await Promise.all(services.map((service) => service.said));
      const winner = services[said.findIndex((answer) => answer.url)];
      const refusal = `Another worker-registration (pid ${winner?.child.pid}) already runs on ${dataDir}.`;
      expect(said.flatMap(({ error }) => error ?? [])).toEqual([refusal, refusal, refusal]);
      if (winner) await kill(winner.child);
    }
  });

  it('are refused in the same process, until the first is stopped', async () => {
    await restore();
    const first = await start();
    await expect(start()).rejects.toThrow(`Another worker-registration (pid ${process.pid}) already runs on`);
    await first.stop();
    await start();
  });
});

/** Creates the folder of a service that created its database and was stopped. */
async function restore(): Promise<void> {
  const [code] = (await once(spawn('cp', ['-a', template, dataDir]), 'close')) as [number];
  expect(code).toBe(0);
}

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line), settings: FAST });
  opened.push(server);
  return server;
}

/** Starts in a process of its own, as a service would; it runs until it is killed. */
function startElsewhere(): {
  child: ChildProcess;
  said: Promise<Said>;
} {
  const child = spawn(process.execPath, [join(programs, 'program.mjs'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said = new Promise<Said>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('\n')) resolve(JSON.parse(text) as Said);
    });
    child.once('close', () => reject(new Error('ended without a word')));
  });
  said.catch(() => undefined);
  return { child, said };
}

/** Jest runs the sources in this process only; other processes use a compiled copy in a folder. */
async function compileProgram(): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), 'embedded-postgres-program-'));
  await chmod(target, 0o755);
  for (const folder of ['errors', 'embedded-postgres']) {
    await mkdir(join(target, folder));
    for (const name of readdirSync(join(ROOT, 'src/platform', folder)).filter((file) =>
      file.endsWith('.ts'),
    )) {
      const { code } = transformFileSync(join(ROOT, 'src/platform', folder, name), {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
      });
      await writeFile(join(target, folder, name.replace(/\.ts$/, '.js')), code);
    }
  }
  await symlink(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  await writeFile(join(target, 'package.json'), '{"type":"module"}');
  await writeFile(
    join(target, 'program.mjs'),
    `import { startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.js';
     const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
     setInterval(() => undefined, 1_000);
     startEmbeddedPostgres({ dataDir: process.argv[2], log: () => undefined, settings: { fsync: 'off' } }).then(
       ({ pid, url }) => say({ pid, url }),
       (error) => say({ error: error.message }),
     );`,
  );
  return target;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function isAlive(pid: number): boolean {
  const status = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z';
  return !/\) [ZX]/.test(status);
}

async function processesLeft(): Promise<unknown[]> {
  return findOurs((await openDataFolder(dataDir)).identity);
}
