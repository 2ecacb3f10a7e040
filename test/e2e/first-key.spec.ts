import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirstKey } from '../../src/identity/access/first-key.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { CommandLine } from '../support/built-command-line.js';
import { Product } from '../support/product.js';
import { BOOTSTRAP_KEY } from '../support/test-server.js';

const KEY = /wrk_[0-9a-f]{16}_[0-9a-f]{64}/;

describe('A start in token mode', () => {
  let database: TestDatabase;
  let folder: string;
  let starts: Product[];
  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'product-key-'));
    starts = [];
  });
  afterEach(async () => {
    await Promise.all(starts.map((each) => each.stop()));
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const start = (more: Record<string, string> = {}) => {
    const product = Product.start(folder, { DATABASE_URL: database.url, AUTH_MODE: 'token', ...more });
    starts.push(product);
    return product;
  };
  const admins = () =>
    database.query<{ name: string }>(
      `SELECT name FROM worker_registration.api_key WHERE 'admin' = ANY (roles) ORDER BY name`,
    );
  const expireAll = () =>
    database.query(`UPDATE worker_registration.api_key SET expires_at = now() - interval '1 minute'`);

  it('writes an admin key once, to a file that only its user can read; the log names the file', async () => {
    const [first, second] = [start(), start()];
    const [api] = await Promise.all([first.api(), second.ready()]);
    const file = join(folder, 'data', 'first-admin-key');
    const key = (await readFile(file, 'utf8')).trim();
    expect(key).toMatch(KEY);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const logs = starts.map(({ output }) => output).join('');
    expect(logs).toContain(file);
    expect(logs).not.toMatch(KEY);
    const admin = api.with({ authorization: `Bearer ${key}` });
    const { body } = await admin.post<{ joinToken: string }>('/access/join-tokens', { name: 'fleet' });
    const joining = api.with({ authorization: `Bearer ${body.joinToken}` });
    expect((await joining.post('/register', registration())).status).toBe(201);
    expect((await api.post('/register', registration())).status).toBe(401);
    await start().ready();
    expect(await admins()).toEqual([{ name: 'first-admin' }]);
  });

  it('reads the key from a file at each start, even if a key with another role has its name', async () => {
    const file = join(folder, 'key');
    await writeFile(file, `${BOOTSTRAP_KEY}\n`);
    await database.query(
      `INSERT INTO worker_registration.api_key (id, name, hash, roles, created_by) VALUES ('x', 'Bootstrap', '', '{viewer}', 't')`,
    );
    const given = { AUTH_BOOTSTRAP_KEY_FILE: file };
    const [first, second] = [start(given), start(given)];
    const [api] = await Promise.all([first.api(), second.ready()]);
    await start(given).ready();
    expect(await admins()).toEqual([{ name: 'bootstrap-2' }]);
    const admin = api.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });
    expect((await admin.get('/access/keys')).status).toBe(200);
    expect(starts.map(({ output }) => output).join('')).not.toMatch(KEY);
  });

  it('creates no key if all have expired, and logs how to recover, by a file or the command line', async () => {
    await start().ready();
    await expireAll();
    const again = start();
    await again.ready();
    await again.says(/No API key with role admin works: .*AUTH_BOOTSTRAP_KEY_FILE.*--recover/);
    expect(again.output).not.toContain('Created the first API key');
    const env = { DATABASE_URL: database.url };
    const cli = await CommandLine.at(await again.ready());
    const made = await cli.run(['keys', 'make', 'rescue', '--recover'], { env });
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(KEY) as string });
    const admin = (await again.api()).with({ authorization: `Bearer ${made.out.trim()}` });
    expect((await admin.get('/access/keys')).status).toBe(200);
    const taken = await cli.run(['keys', 'make', 'RESCUE', '--recover'], { env });
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('There is a key named') as string });
    await cli.close();
    await expireAll();
    const file = join(folder, 'key');
    await writeFile(file, BOOTSTRAP_KEY);
    const saved = await start({ AUTH_BOOTSTRAP_KEY_FILE: file }).api();
    const bootstrap = saved.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });
    expect((await bootstrap.get('/access/keys')).status).toBe(200);
  });

  it('creates no key that it cannot write to the file', async () => {
    await writeFile(join(folder, 'data'), 'no folder');
    await start().says(/first API key cannot be handed over: .*AUTH_BOOTSTRAP_KEY_FILE/);
    expect(await admins()).toEqual([]);
  });
});

describe('The last admin key', () => {
  let desk: AccessDesk;
  const lines: string[] = [];
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'log.level': 'warn' }, (line) => lines.push(line));
  });
  afterAll(() => desk.close());

  it('that never expires cannot be revoked, even if others still work', async () => {
    await desk.key({ roles: ['admin'], expiresInDays: 1 });
    const admin = desk.showing(BOOTSTRAP_KEY);
    const bootstrap = `/access/keys/${BOOTSTRAP_KEY.split('_')[1]!}`;
    expect(await admin.delete(bootstrap)).toMatchObject({
      status: 409,
      body: { code: 'last_admin_key', message: expect.stringContaining('does not expire') as string },
    });
    const lasting = await desk.key({ roles: ['admin'] });
    expect((await admin.delete(bootstrap)).status).toBe(204);
    expect((await desk.showing(lasting.key).get('/access/keys')).status).toBe(200);
  });

  it('is announced before it expires', async () => {
    await desk.query(
      `UPDATE worker_registration.api_key SET expires_at = now() + interval '13 days' WHERE 'admin' = ANY (roles)`,
    );
    await desk.server.app.get(FirstKey).checkAdmins();
    expect(lines.join('')).toContain('The last API key with role admin expires at');
  });
});
