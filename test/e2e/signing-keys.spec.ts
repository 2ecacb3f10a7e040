import { KeyRotation } from '../../src/identity/key-rotation.js';
import { SigningKeys } from '../../src/identity/signing-keys.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
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

  it('are one for instances that start together, which take the tokens of each other', async () => {
    const [first, second] = await Promise.all([start(), start(), start()]);
    expect(await keys()).toHaveLength(1);
    expect(await beat(second, await new TokenBearers(first).tokenOf('w'))).toBe(200);
  });

  it('are followed by another, which signs when all instances know it; old tokens work on', async () => {
    const [first, second] = [await start(), await start()];
    const bearers = new TokenBearers(first);
    const old = await bearers.tokenOf('w', { bootId: 'b' });
    await bearers.age('29 days');
    await first.app.get(KeyRotation).run();
    expect(await keys()).toHaveLength(1);
    await bearers.age('2 days');
    await Promise.all([first.app.get(KeyRotation).run(), second.app.get(KeyRotation).run()]);
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

  it('of another instance are looked up when a token names one', async () => {
    const [first, second] = [await start(), await start()];
    await database.query(
      `UPDATE worker_registration.signing_key SET created_at = created_at - interval '31 days'`,
    );
    await first.app.get(SigningKeys).rotate();
    await new TokenBearers(first).age('6 minutes');
    const token = await new TokenBearers(first).tokenOf('w');
    expect(headerOf(token).kid).toBe((await keys())[1]!.kid);
    expect(await beat(second, token)).toBe(200);
  });

  it('are dropped when no token that they signed proves anything any more, however long tokens lived then', async () => {
    const server = await start();
    const bearers = new TokenBearers(server);
    const old = await bearers.tokenOf('w');
    await bearers.age('31 days');
    await server.app.get(KeyRotation).run();
    await bearers.age('395 days');
    await server.app.get(KeyRotation).run();
    expect(await beat(server, old)).toBe(200);
    await bearers.age('6 minutes');
    await server.app.get(KeyRotation).run();
    expect(await beat(server, old)).toBe(401);
    expect((await keys()).length).toBe(2);
  });

  it('are encrypted with the master key, also those that were plain', async () => {
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
    await sealing.app.get(SigningKeys).rotate();
    expect((await keys()).map((key) => key.sealed)).toEqual([true, true]);
    const again = await start({ 'auth.master-key': 'correct horse battery' });
    expect(await beat(again, token)).toBe(200);
    expect(JSON.stringify((await again.api.get('/config')).body)).not.toContain('horse');
  });

  it('keep the service from starting with another master key, or with none', async () => {
    await start({ 'auth.master-key': 'correct horse battery' });
    const refused = { name: 'StartError', remedy: expect.stringContaining('AUTH_MASTER_KEY') };
    await expect(start({ 'auth.master-key': 'wrong horse battery' })).rejects.toMatchObject(refused);
    await expect(start()).rejects.toMatchObject(refused);
    expect(await keys()).toHaveLength(1);
  });
});
