import { KeyRotation } from '../../src/identity/key-rotation.js';
import { SigningKeys } from '../../src/identity/signing-keys.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until, untilBlocked } from '../support/waiting.js';
import { registration } from '../factories/registration.factory.js';
import { headerOf, TokenBearers } from '../support/token-bearer.js';

describe('Signing keys', () => {
  let database: TestDatabase;
  let servers: TestServer[];
  beforeEach(async () => {
    database = await createTestDatabase();
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await database.drop();
  });

  const start = async (settings: Record<string, unknown> = {}) => {
    const server = await startTestServer({ database, settings });
    servers.push(server);
    return server;
  };
  const keys = () =>
    database.query<{ kid: string; sealed: boolean; secret: Buffer }>(
      'SELECT kid, sealed, secret FROM worker_registration.signing_key ORDER BY generation',
    );
  const beat = async (server: TestServer, token: string) =>
    (await new TokenBearers(server).showing(token).post('/w/heartbeat')).status;

  it("are shared by instances that start together, which accept each other's tokens", async () => {
    const [first, second] = await Promise.all([start(), start(), start()]);
    expect(await keys()).toHaveLength(1);
    expect(await beat(second, await new TokenBearers(first).tokenOf('w'))).toBe(200);
  });

  it('are replaced by a new key, which signs once all instances know it; old tokens stay valid', async () => {
    const [first, second] = [await start(), await start()];
    const bearers = new TokenBearers(first);
    const old = await bearers.tokenOf('w', { bootId: 'b' });
    await bearers.age('29 days');
    await first.app.get(KeyRotation).rotateKeys();
    expect(await keys()).toHaveLength(1);
    await bearers.age('2 days');
    await Promise.all([first.app.get(KeyRotation).rotateKeys(), second.app.get(KeyRotation).rotateKeys()]);
    const [before, after, ...more] = (await keys()).map(({ kid }) => kid);
    expect(more).toEqual([]);
    const published = await bearers.tokenOf('w', { bootId: 'b' });
    expect(headerOf(published).kid).toBe(before);
    await bearers.age('6 minutes');
    const fresh = await bearers.tokenOf('w', { bootId: 'b' });
    expect(headerOf(fresh).kid).toBe(after);
    for (const server of [first, second])
      for (const token of [old, published, fresh]) expect(await beat(server, token)).toBe(200);
  });

  it('of another instance are read when a token names one', async () => {
    const [first, second] = [await start(), await start()];
    await database.query(
      `UPDATE worker_registration.signing_key SET created_at = created_at - interval '31 days'`,
    );
    await first.app.get(SigningKeys).makeDueKey();
    await new TokenBearers(first).age('6 minutes');
    const token = await new TokenBearers(first).tokenOf('w');
    expect(headerOf(token).kid).toBe((await keys())[1]!.kid);
    expect(await beat(second, token)).toBe(200);
  });

  it('are deleted once all their tokens are worthless, whatever the lifetime of tokens was', async () => {
    const server = await start();
    const bearers = new TokenBearers(server);
    const old = await bearers.tokenOf('w');
    await bearers.age('31 days');
    await server.app.get(KeyRotation).rotateKeys();
    await bearers.age('395 days');
    await server.app.get(KeyRotation).rotateKeys();
    expect(await beat(server, old)).toBe(200);
    await bearers.age('6 minutes');
    await server.app.get(KeyRotation).rotateKeys();
    expect(await beat(server, old)).toBe(401);
    expect((await keys()).length).toBe(2);
  });

  it('are encrypted with the master key, also those stored before it was set', async () => {
    const plain = await start();
    const token = await new TokenBearers(plain).tokenOf('w');
    const [stored] = await keys();
    expect(stored).toMatchObject({ sealed: false });
    const sealing = await start({ 'auth.master-key': 'correct horse battery' });
    const [sealed] = await keys();
    expect(sealed).toMatchObject({ kid: stored!.kid, sealed: true });
    expect(sealed!.secret.includes(stored!.secret)).toBe(false);
    expect(await beat(sealing, token)).toBe(200);
    await new TokenBearers(sealing).age('31 days');
    await sealing.app.get(SigningKeys).makeDueKey();
    expect((await keys()).map((key) => key.sealed)).toEqual([true, true]);
    const again = await start({ 'auth.master-key': 'correct horse battery' });
    expect(await beat(again, token)).toBe(200);
    expect(JSON.stringify((await again.api.get('/config')).body)).not.toContain('horse');
  });

  it('prevent a start with another master key, or with none', async () => {
    await start({ 'auth.master-key': 'correct horse battery' });
    const refused = { name: 'StartError', remedy: expect.stringContaining('AUTH_MASTER_KEY') };
    await expect(start({ 'auth.master-key': 'wrong horse battery' })).rejects.toMatchObject(refused);
    await expect(start()).rejects.toMatchObject(refused);
    expect(await keys()).toHaveLength(1);
  });

  it('that are deleted during operation are created again before the next registration', async () => {
    const [first, second] = [await start(), await start()];
    const bearers = new TokenBearers(first);
    const old = await bearers.tokenOf('w');
    await database.query('DELETE FROM worker_registration.signing_key');
    await until(async () => (await beat(second, old)) === 401 && (await beat(first, old)) === 401);
    const { status, body } = await bearers.register('another');
    expect(status).toBe(201);
    expect(await beat(second, await bearers.tokenOf('w', { bootId: 'c' }))).toBe(200);
    expect(headerOf(body.credentials.accessToken).kid).toBe((await keys())[0]!.kid);
    expect(await keys()).toHaveLength(1);
  });

  it('that no instance can read refuse a registration before anything is written', async () => {
    const server = await start();
    const bearers = new TokenBearers(server);
    await database.query(
      `UPDATE worker_registration.signing_key SET kid = 'foreign', sealed = true, secret = '\\x00'`,
    );
    await server.app.get(SigningKeys).readAgain();
    const answer = await bearers.register('w');
    expect(answer).toMatchObject({ status: 503, body: { code: 'no_signing_key' } });
    const batch = await server.api.post('/register/batch', [registration({ workerId: 'v' })]);
    expect(batch).toMatchObject({ status: 503, body: { code: 'no_signing_key' } });
    expect(await database.query('SELECT 1 FROM worker_registration.worker')).toEqual([]);
  });

  it('are rotated by an admin: the new key is listed, and old tokens stay valid', async () => {
    const server = await start();
    const old = await new TokenBearers(server).tokenOf('w');
    const { status, body } = await server.api.post<Rotated>('/access/signing-keys/rotate');
    expect([status, body.revoked]).toEqual([200, 0]);
    expect(body.signingKeys.map(({ generation, signs }) => [generation, signs])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect((await server.api.get('/access/signing-keys')).body).toEqual({ signingKeys: body.signingKeys });
    expect(await beat(server, old)).toBe(200);
    const { events } = (await server.api.get<Events>('/events?type=signing-keys-rotated')).body;
    expect(events).toMatchObject([{ actor: 'operator', detail: { kid: body.kid, revoked: 0 } }]);
  });

  it('that a rotation ends invalidate all their tokens, on every instance', async () => {
    const [first, second] = [await start(), await start()];
    const bearers = new TokenBearers(first);
    const old = await bearers.tokenOf('w');
    expect(await beat(second, old)).toBe(200);
    const { body } = await first.api.post<Rotated>('/access/signing-keys/rotate', { revokeOld: true });
    expect(body).toMatchObject({ revoked: 1, signingKeys: [{ kid: body.kid, signs: true }] });
    expect(await beat(first, old)).toBe(401);
    await until(async () => (await beat(second, old)) === 401);
    const fresh = await bearers.tokenOf('w', { bootId: 'b' });
    expect(headerOf(fresh).kid).toBe(body.kid);
    expect(await beat(second, fresh)).toBe(200);
  });

  it('that a rotation ends are not made again by one that began before it', async () => {
    const [first, second] = [await start(), await start()];
    const before = await new TokenBearers(first).tokenOf('w');
    await database.query('BEGIN');
    await database.query(`SELECT pg_advisory_xact_lock(hashtext('worker_registration.signing_key'))`);
    const made = (generation: number): Promise<unknown[]> =>
      database.query(
        `INSERT INTO worker_registration.signing_key (kid, generation, secret, sealed) VALUES ($1, $2, '\\x00', false)`,
        [`key-${generation}`, generation],
      );
    await made(2);
    const rotation = second.api.post<Rotated>('/access/signing-keys/rotate', { revokeOld: true });
    await untilBlocked(database);
    await database.query('DELETE FROM worker_registration.signing_key');
    await made(3);
    await database.query('COMMIT');
    const { kid } = (await rotation).body;
    expect(await keys()).toMatchObject([{ kid }]);
    expect(await beat(second, before)).toBe(401);
  });

  it('are rotated by several requests at once, after which the last key signs', async () => {
    const [first, second] = [await start(), await start()];
    const rotations = [first, second, first, second].map((server) =>
      server.api.post<Rotated>('/access/signing-keys/rotate', { revokeOld: true }),
    );
    expect((await Promise.all(rotations)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const [left, ...others] = await keys();
    expect(others).toEqual([]);
    const bearers = new TokenBearers(second);
    await until(async () => headerOf(await bearers.tokenOf('w')).kid === left!.kid);
  });
});

interface Rotated {
  kid: string;
  revoked: number;
  signingKeys: { kid: string; generation: number; signs: boolean }[];
}
interface Events {
  events: { actor: string; detail: object }[];
}
