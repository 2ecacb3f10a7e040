import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { registration } from '../factories/registration.factory.js';
import { PemFolder, TestAuthority } from '../support/certificates.js';
import { type Product, ProductFolders } from '../support/product.js';
import { freePort, statusOf, until } from '../support/waiting.js';

let folders: ProductFolders;
/** The first of all starts, and what the curl that it printed was answered. */
let first: Product;
let answered: string;

beforeAll(async () => {
  folders = await ProductFolders.create();
  first = folders.first;
  const [, curl] = await first.says(/Register a first worker:\n\n([^]+?)\n\nCtrl-C stops it\./);
  answered = await runAsPrinted(curl!);
  await first.stop();
});
afterEach(() => folders.clean());
afterAll(() => folders.removeAll());

describe('A start', () => {
  it('prints its addresses, and a curl command that registers a first worker', async () => {
    const url = await first.ready();
    expect(first.output).toContain(`API      ${url}/api/v1/worker-registration\n`);
    expect(first.output).toContain(`Docs     ${url}/docs\n`);
    expect(first.output).toContain(`Look     ${url}/dashboard\n`);
    expect(first.output).toContain(`Health   ${url}/health/system\n`);
    expect(answered).toMatch(/^{"success":true,.*"workerId":"worker-001".*}\n201$/);
    expect(first.errors).toBe('');
  });

  it('logs one JSON object per line if its output is no terminal', () => {
    // A machine may allow fewer open files than the default of max-connections.
    const lines = first.log.map(({ msg }) => msg).filter((msg) => !String(msg).includes('may open'));
    expect(lines).toEqual([
      'Creating the database in data/postgres',
      'Not configured: this process keeps its own caches and registration limits',
      `Listening on ${/http:\S+:\d+/.exec(first.output)![0]}`,
      'SIGTERM: stopping',
      'Stopped',
    ]);
  });

  it('serves the pages that it prints, and keeps the data of its last run', async () => {
    const product = await folders.startAgain();
    const { status, body } = await (await product.api()).get('/worker-001');
    expect({ status, body }).toMatchObject({
      status: 200,
      // With the address of the service itself, its open port would keep the worker alive for ever.
      body: { name: 'Test Worker', registrationCount: 1, hostAddress: null },
    });
    expect(product.output).not.toContain('Creating the database');

    const url = await product.ready();
    const pages = ['/docs', '/openapi.json', '/health/system', '/livez', '/readyz'];
    const statuses = await Promise.all(pages.map(async (page) => (await fetch(url + page)).status));
    expect(statuses).toEqual(pages.map(() => 200));
  });

  it('prints HTTPS addresses with a certificate', async () => {
    const pem = await PemFolder.create();
    const { cert, key } = await (await TestAuthority.create()).issueForServer();
    const product = await folders.startAgain({
      SERVER_TLS_CERT: await pem.write('cert.pem', cert),
      SERVER_TLS_KEY: await pem.write('key.pem', key),
    });
    const url = await product.ready();
    await product.says(/Ctrl-C stops it\./);
    await pem.remove();
    expect(url).toMatch(/^https:/);
    expect(product.output).toContain(`API      ${url}/api/v1/worker-registration\n`);
  });

  it('prints nothing if the log is silent', async () => {
    const port = await freePort();
    const product = await folders.startAgain({ LOG_LEVEL: 'silent', SERVER_PORT: String(port) });
    await until(async () => (await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200);
    expect(await product.stop()).toEqual({ code: 0, signal: null });
    expect(product.output + product.errors).toBe('');
  });

  it('finds the PostgreSQL that a killed service left behind, and the data', async () => {
    const killed = await folders.startAgain();
    const { status } = await (await killed.api()).post('/register', registration({ workerId: 'kept' }));
    await killed.stop('SIGKILL');
    const orphans = await killed.postgresPids();
    expect(status).toBe(201);
    expect(orphans).not.toEqual([]);

    const product = folders.startIn(killed.folder);
    await product.says(/Stopped a PostgreSQL that an earlier run left behind \(pid \d+\)/);
    expect((await (await product.api()).get('/kept')).status).toBe(200);
    const ours = await product.postgresPids();
    expect(orphans.filter((pid) => ours.includes(pid))).toEqual([]);
  });
});

describe('A start that fails', () => {
  it('names the process that already uses the data folder', async () => {
    const running = await folders.startAgain();
    await running.ready();
    expect(await refusalOf(folders.startIn(running.folder))).toEqual([
      `Another worker-registration (pid ${running.pid}) already runs on ./data.`,
      'Stop it, or set DATA_DIR to another folder, or DATABASE_URL to a database that both can share.',
    ]);
  });

  it('names the port in use and its setting, and leaves no PostgreSQL running', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const product = await folders.startAgain({ SERVER_PORT: String(port) });
    expect(await refusalOf(product)).toEqual([
      `Port ${port} on 127.0.0.1 is in use.`,
      'Stop what listens there, or set SERVER_PORT (server.port) to a free port.',
    ]);
    expect(await product.postgresPids()).toEqual([]);
    expect(product.output).not.toContain('EADDRINUSE');
    blocker.close();
  });

  it('names all invalid settings at once', async () => {
    const product = await folders.startFirst({
      SERVER_PORT: 'abc',
      JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTE: '1',
    });
    expect(await refusalOf(product)).toEqual([
      'The settings have 2 faults:',
      '  - JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTE is not a setting; did you mean JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES?',
      '  - server.port (WORKER_REGISTRATION_SERVER_PORT) must be a whole number (TCP port) from 0 to 65535, for example 8080; got "abc"',
      expect.stringContaining('docs/settings.md lists every setting'),
    ]);
    expect(existsSync(join(product.folder, 'data'))).toBe(false);
  });

  it('on an open network names the remedy', async () => {
    const [, fault] = await refusalOf(await folders.startFirst({ SERVER_HOST: '0.0.0.0' }));
    expect(fault).toMatch(
      /^ {2}- server\.host \(WORKER_REGISTRATION_SERVER_HOST\) is 0\.0\.0\.0, which other machines can reach/,
    );
    expect(fault).toMatch(
      /; set server\.host to 127\.0\.0\.1, or WORKER_REGISTRATION_AUTH_ALLOW_OPEN_NETWORK=true if the network itself is trusted$/,
    );
  });

  it('reports that the database of DATABASE_URL does not exist', async () => {
    const url = new URL(process.env['TEST_DATABASE_URL']!);
    url.pathname = '/not_there';
    expect(await refusalOf(await folders.startFirst({ DATABASE_URL: url.href }))).toEqual([
      `PostgreSQL at ${url.host}/not_there cannot be used: SQLSTATE 3D000: database "not_there" does not exist`,
      'Check database.url (WORKER_REGISTRATION_DATABASE_URL): the server, the database, the user and the password.',
    ]);
  });

  it('reports that the data folder is a file', async () => {
    const folder = await folders.make();
    await writeFile(join(folder, 'data'), '');
    const [what, remedy] = await refusalOf(folders.startIn(folder));
    expect(what).toMatch(/^The data folder \.\/data cannot be used: it is not a folder \(/);
    expect(remedy).toMatch(/^Set DATA_DIR to a folder that this user can write to, or DATABASE_URL /);
  });

  it('reports that the data folder is not writable', async () => {
    // No account can create folders there, not even root.
    const [what, remedy] = await refusalOf(
      await folders.startFirst({ DATA_DIR: '/sys/worker-registration' }),
    );
    expect(what).toMatch(
      /^The data folder \/sys\/worker-registration cannot be used: (no permission|it is )/,
    );
    expect(remedy).toMatch(/^Set DATA_DIR to a folder that this user can write to, or DATABASE_URL /);
  });
});

/** The lines with which it refuses to start: no stack, nothing else. */
async function refusalOf(product: Product): Promise<string[]> {
  expect(await product.exit).toEqual({ code: 1, signal: null });
  const [, said] = /^\nworker-registration cannot start\.\n([^]+)\n$/.exec(product.errors) ?? [];
  expect(product.errors).not.toMatch(/^\s+at /m);
  expect(product.output).not.toContain('is ready');
  return said!.split('\n');
}

/** In a shell as it stands there; the status comes last. */
async function runAsPrinted(command: string): Promise<string> {
  await writeFile(join(first.folder, '.curlrc'), 'silent\nwrite-out = "\\n%{http_code}"\n');
  const bin = await curlForNone();
  const env = { HOME: first.folder, PATH: `${process.env['PATH']}${delimiter}${bin}` };
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
  await rm(bin, { recursive: true });
  return stdout;
}

/** A folder with what stands in for curl on a machine that has none. */
async function curlForNone(): Promise<string> {
  const bin = await mkdtemp(join(tmpdir(), 'starting-'));
  await writeFile(
    join(bin, 'curl'),
    `#!${process.execPath}
     const [, , X, method, url, H, header, d, body] = process.argv;
     if (X + H + d !== '-X-H-d') throw new Error('Not the curl that this stands in for');
     const headers = Object.fromEntries([header.split(': ')]);
     fetch(url, { method, headers, body }).then(async (answer) => {
       process.stdout.write(await answer.text() + '\\n' + answer.status);
     });`,
  );
  await chmod(join(bin, 'curl'), 0o755);
  return bin;
}
