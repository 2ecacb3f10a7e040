import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { fleet, registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { CommandLine } from '../support/built-command-line.js';
import { Door } from '../support/doors.js';
import { Relay } from '../support/relay.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort } from '../support/waiting.js';

let server: TestServer;
let cli: CommandLine;

beforeAll(async () => {
  server = await startTestServer();
  cli = await CommandLine.at(server.url);
});
afterEach(() => server.database.query('truncate worker_registration.worker cascade'));
afterAll(async () => {
  await cli.close();
  await server.close();
});

describe('The command line', () => {
  it('says so if there are no workers', async () => {
    const [list, get] = await Promise.all([cli.run(['list']), cli.run(['get', 'worker-1'])]);
    expect(list).toEqual({ code: 0, out: '', err: 'No workers.\n' });
    expect(get).toMatchObject({ code: 1, out: '' });
    expect(get.err).toMatch(/^worker-registration: Worker not registered\. `worker-registration list` .*\n$/);
  });

  it('prints a table of workers, or one worker per line for scripts', async () => {
    await server.api.post(
      '/register/batch',
      fleet(3, () => ({ name: 'Steers \u001b[2J the terminal' })),
    );

    const [people, scripts, one] = await Promise.all([
      cli.run(['list', '--status', 'active', '--limit', '2']),
      cli.run(['list', '--json']),
      cli.run(['get', 'worker-1']),
    ]);

    const [head, ...rows] = people.out.trimEnd().split('\n');
    expect(head).toMatch(/^WORKER +PRESENCE +STATUS +HEALTH +JOBS +FREE +ZONE +ADDRESS +VERSION +HEARD$/);
    expect(rows.map((row) => row.split(/ +/).slice(0, 4))).toEqual([
      ['worker-0', 'PRESENT', 'ACTIVE', 'HEALTHY'],
      ['worker-1', 'PRESENT', 'ACTIVE', 'HEALTHY'],
    ]);
    expect(people.err).toContain('--limit');
    const records = scripts.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { workerId: string });
    expect(records.map(({ workerId }) => workerId)).toEqual(['worker-0', 'worker-1', 'worker-2']);
    expect(one.out).toContain(String.raw`Steers \u001b[2J the terminal`);
  });

  it('reports the result for each of several workers, and fails if one failed', async () => {
    await server.api.post('/register/batch', fleet(2));

    const drained = await cli.run(['drain', 'worker-0', 'nobody', 'worker-1', '--reason', 'Update']);

    expect(drained.code).toBe(1);
    expect(drained.out.split('\n').map((line) => line.slice(0, 10))).toEqual([
      '✓ worker-0',
      '✗ nobody  ',
      '✓ worker-1',
      '',
    ]);
    const { body } = await server.api.get('/worker-1');
    expect(body['order']).toMatchObject({ kind: 'DRAINING', reason: 'Update' });
  });

  it('does nothing irreversible without a confirmation', async () => {
    await server.api.post('/register', registration({ workerId: 'worker-1' }));

    const refused = await cli.run(['delete', 'worker-1']);
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') as string });
    expect(await server.api.workerIds()).toEqual(['worker-1']);

    expect((await cli.run(['delete', 'worker-1', '--yes'])).code).toBe(0);
    expect(await server.api.workerIds()).toEqual([]);
  });

  it('starts no more processes than the setting allows, and reports the limit', async () => {
    const { code, err } = await cli.run(['serve', '--processes', '513']);
    expect(code).toBe(2);
    expect(err).toContain('from 1 to 512');
  });

  it('follows the journal without gaps and repetitions, even across an outage of the server', async () => {
    const relay = await Relay.to(server.url);
    await server.api.post('/register', registration({ workerId: 'before' }));
    const only = ['--type', 'registered', '--limit', '1', '--json', '--server', relay.url];
    const following = cli.start(['events', '--follow', ...only]);
    const lines = createInterface({ input: following.stdout! })[Symbol.asyncIterator]();
    const next = async () =>
      (JSON.parse((await lines.next()).value as string) as { workerId: string }).workerId;
    expect(await next()).toBe('before');

    const slow = new Client({ connectionString: server.database.url });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO worker_registration.journal (type, worker_id, actor) VALUES ('registered', 'slow', 'worker')`,
    );
    await server.api.post('/register/batch', fleet(300));
    await slow.query('COMMIT');
    await slow.end();
    const told: string[] = [];
    while (told.length < 301) told.push(await next());
    expect(new Set(told)).toEqual(new Set([...fleet(300).map(({ workerId }) => workerId), 'slow']));

    await relay.shut();
    await server.api.post('/register', registration({ workerId: 'meanwhile' }));
    await relay.open();
    expect(await next()).toBe('meanwhile');
    await relay.shut();
    following.kill('SIGINT');
    expect(await once(following, 'exit')).toEqual([130, null]);
  });

  it('distinguishes invalid usage, an unavailable server, and a missing permission', async () => {
    const desk = await AccessDesk.open();
    const { key } = await desk.key({ roles: ['viewer'] });
    const guarded = { WORKER_REGISTRATION_SERVER: desk.server.url };

    const [wrong, away, keyless, powerless, allowed] = await Promise.all([
      cli.run(['lsit']),
      cli.run(['list', '--server', `127.0.0.1:${await freePort()}`]),
      cli.run(['list'], { env: guarded }),
      cli.run(['delete', 'worker-1', '--yes', '--key', key], { env: guarded }),
      cli.run(['list'], { env: { ...guarded, WORKER_REGISTRATION_KEY: key } }),
    ]);

    expect([wrong, away, keyless, powerless, allowed].map(({ code }) => code)).toEqual([2, 3, 4, 4, 0]);
    for (const { err } of [wrong, away, keyless, powerless])
      expect(err).toMatch(/^worker-registration: .+\n$/);
    expect(wrong.err).toContain('list');
    expect(away.err).toContain('--server');
    expect(keyless.err).toContain('WORKER_REGISTRATION_KEY');
    expect(powerless.err).toContain('operator');
    await desk.close();
  });

  it('follows no redirect, and names the address as it was typed', async () => {
    const target = await Door.http((_request, response) => response.end('{}'));
    const proxy = await Door.http((request, response) => {
      if (request.url!.includes('/drain')) return response.writeHead(404).end('<html>');
      return response.writeHead(302, { location: `http://localhost:${target.port}/` }).end();
    });
    const typed = `127.0.0.1:${proxy.port}`;
    const [redirected, strange, away] = await Promise.all([
      cli.run(['list', '--server', typed, '--key', 'wrk_secret']),
      cli.run(['drain', 'w', '--server', typed]),
      cli.run(['list', '--server', 'no-such-host.invalid']),
    ]);
    expect(redirected).toMatchObject({ code: 1, out: '' });
    expect(redirected.err).toContain(
      `${typed} answered 302, a redirect to http://localhost:${target.port}/, which is not followed`,
    );
    expect(strange.out).toContain(`${typed} answered 404, but is not a worker registration service`);
    expect(away.err).toMatch(/Cannot reach no-such-host\.invalid: .*host name/);
    expect(target.visits).toBe(0);
    await Promise.all([target.close(), proxy.close()]);
  });

  it('reads server and key from its file, and warns if others can read the key', async () => {
    const desk = await AccessDesk.open();
    const { key } = await desk.key({ roles: ['viewer'] });
    const folder = join(cli.folder, 'elsewhere', 'worker-registration');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'config.yaml'), `server: ${desk.server.url}\nkey: ${key}\n`, {
      mode: 0o644,
    });
    const env = { WORKER_REGISTRATION_SERVER: '', XDG_CONFIG_HOME: join(cli.folder, 'elsewhere') };

    const open = await cli.run(['list'], { env });
    await chmod(join(folder, 'config.yaml'), 0o600);
    const closed = await cli.run(['list'], { env });

    expect(open).toMatchObject({ code: 0, err: expect.stringContaining('chmod 600') as string });
    expect(closed).toEqual({ code: 0, out: '', err: 'No workers.\n' });
    await desk.close();
  });

  it('rotates the signing keys, and asks for confirmation before it invalidates tokens', async () => {
    const asked = await cli.run(['signing-keys', 'rotate', '--revoke-old']);
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('--yes') as string });
    const rotated = await cli.run(['signing-keys', 'rotate', '--revoke-old', '--yes']);
    expect(rotated.out).toMatch(/^Created signing key \S+; 1 older key ended\n$/);
    const { signingKeys } = await cli.json<{ signingKeys: { kid: string }[] }>('signing-keys', 'list');
    expect(signingKeys).toHaveLength(1);
    expect(rotated.out).toContain(signingKeys[0]!.kid);
  });

  it('creates limited keys, and lists their limits', async () => {
    const limits = ['--zone', 'eu-1', '--tag', 'gpu', '--prefix', 'render-'];
    const made = await cli.json('keys', 'create', 'limited', '--role', 'operator', ...limits);
    const table = (await cli.run(['keys', 'list'])).out;
    const recovering = await cli.run(['keys', 'create', 'limited-admin', '--recover', '--zone', 'eu-1']);
    expect(made).toMatchObject({ zone: 'eu-1', tag: 'gpu', workerIdPrefix: 'render-' });
    expect(table).toMatch(/limited +operator +zone=eu-1 tag=gpu workerId=render-\* /);
    expect(recovering).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be limited/) as string });
    await cli.run(['keys', 'revoke', 'limited', '--yes']);
  });

  it('creates join tokens with bounds, and lists them', async () => {
    const bounds = [
      '--tag',
      'gpu,eu',
      '--worker-id',
      'render-*',
      '--zone',
      'eu-1',
      '--capability',
      'java=17',
    ];
    const made = await cli.json(
      'tokens',
      'create',
      'bound',
      ...bounds,
      '--max-slots',
      '8',
      '--cidr',
      '10.1.0.0/16,::1',
    );
    const wrong = await cli.run(['tokens', 'create', 'wrong', '--cidr', '10.1.2.3/16']);
    const table = (await cli.run(['tokens', 'list'])).out;
    expect(made).toMatchObject({
      tags: ['gpu', 'eu'],
      workerIdPattern: 'render-*',
      zone: 'eu-1',
      capabilities: ['java=17'],
      maxSlots: 8,
      cidrs: ['10.1.0.0/16', '::1'],
    });
    expect(table).toContain(
      'tags=gpu,eu workerId=render-* zone=eu-1 capabilities=java=17 slots=≤8 from=10.1.0.0/16,::1',
    );
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('use 10.1.0.0/16') as string });
    await cli.run(['tokens', 'revoke', 'bound', '--yes']);
  });

  it('creates keys for scripts, and revokes them by name', async () => {
    const made = await cli.run(['keys', 'create', 'dashboard', '--role', 'viewer']);
    expect(made.out).toMatch(/^wrk_\S+\n$/);
    expect((await cli.run(['keys', 'revoke', 'dashboard', '--yes'])).code).toBe(0);
    expect((await cli.json<{ keys: unknown[] }>('keys', 'list')).keys).toEqual([]);
  });
});
