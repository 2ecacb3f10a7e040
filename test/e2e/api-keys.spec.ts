import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';

interface Key {
  id: string;
  name: string;
  key: string;
}

describe('An API key', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  beforeAll(async () => {
    desk = await AccessDesk.open();
    admin = await desk.as('admin');
  });
  afterAll(() => desk.close());

  it('is shown once, and never stored', async () => {
    const { status, body } = await admin.post<Key>('/access/keys', { name: 'dashboard', roles: ['viewer'] });
    expect([status, body.name]).toEqual([201, 'dashboard']);
    expect((await desk.showing(body.key).get('/health/system')).status).toBe(200);
    const listed = await admin.get('/access/keys');
    expect(listed.body['keys']).toContainEqual(
      expect.objectContaining({ name: 'dashboard', roles: ['viewer'] }),
    );
    const [, , secret] = body.key.split('_');
    const [{ everything }] = (await desk.query<{ everything: string }>(
      `SELECT (SELECT string_agg(k::text, '') FROM worker_registration.api_key AS k)
        || (SELECT string_agg(j::text, '') FROM worker_registration.journal AS j) AS everything`,
    )) as [{ everything: string }];
    expect(JSON.stringify(listed.body) + everything).not.toContain(secret);
    expect(everything).toContain('dashboard');
  });

  it.each([
    [{ roles: ['viewer'] }, 'Name is required'],
    [{ name: 'x' }, 'Roles are required'],
    [
      { name: 'x', roles: [] },
      'Roles must be at least one of viewer, operator, registrar, scheduler, gateway, admin',
    ],
    [
      { name: 'x', roles: ['root'] },
      'Role must be one of viewer, operator, registrar, scheduler, gateway, admin, not "root"',
    ],
    [
      { name: 'x', roles: ['viewer'], expiresInDays: 0 },
      'Expires in days must be between 1 and 36500, not 0',
    ],
  ])('is refused as %j', async (body, message) => {
    expect(await admin.post('/access/keys', body)).toMatchObject({ status: 400, body: { message } });
  });

  it('has the roles that are named in any case', async () => {
    const body = { name: 'cased', roles: ['VIEWER', 'Operator'] };
    expect((await admin.post<Key>('/access/keys', body)).body).toMatchObject({
      roles: ['viewer', 'operator'],
    });
  });

  it('is refused once it is revoked, and its name can be used again', async () => {
    const { body } = await admin.post<Key>('/access/keys', { name: 'leaver', roles: ['viewer'] });
    expect(await admin.post('/access/keys', { name: 'leaver', roles: ['viewer'] })).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect((await desk.showing(body.key).get('/health/system')).status).toBe(200);
    expect((await admin.delete(`/access/keys/${body.id}`)).status).toBe(204);
    expect(await desk.showing(body.key).get('/health/system')).toMatchObject({
      status: 401,
      body: { code: 'invalid_token', message: 'Unknown or revoked API key' },
    });
    expect((await admin.delete(`/access/keys/${body.id}`)).status).toBe(404);
    expect((await admin.post('/access/keys', { name: 'leaver', roles: ['viewer'] })).status).toBe(201);
  });

  it('is refused when it has expired', async () => {
    const { key } = await desk.key({ name: 'short', roles: ['viewer'], expiresInDays: 1 });
    await desk.query(
      `UPDATE worker_registration.api_key SET expires_at = now() - interval '1 s' WHERE name = 'short'`,
    );
    expect(await desk.showing(key).get('/health/system')).toMatchObject({
      status: 401,
      body: { code: 'api_key_expired' },
    });
  });

  it('with a known id and a wrong secret is refused like an unknown one', async () => {
    const { key } = await desk.key({ roles: ['viewer'] });
    const forged = key.slice(0, -64) + 'f'.repeat(64);
    const answers = await Promise.all(
      [forged, `wrk_${'a'.repeat(16)}_${'f'.repeat(64)}`].map((each) =>
        desk.showing(each).get('/health/system'),
      ),
    );
    for (const { status, body } of answers)
      expect([status, body['message']]).toEqual([401, 'Unknown or revoked API key']);
  });

  it.each(['keys', 'join-tokens'])(
    'with an id that cannot be stored is unknown among the %s',
    async (kind) => {
      const { status, body } = await admin.delete(`/access/${kind}/%00`);
      expect({ status, body }).toMatchObject({ status: 404, body: { code: 'key_unknown' } });
    },
  );

  it('has a unique name, regardless of case and trailing blanks', async () => {
    await desk.key({ name: 'Night Shift', roles: ['viewer'] });
    const admin = await desk.as('admin');
    for (const name of ['night shift', 'NIGHT SHIFT', 'Night Shift  '])
      expect(await admin.post('/access/keys', { name, roles: ['admin'] })).toMatchObject({ status: 409 });
    for (const name of ['night\u202eshift', 'night\u001bshift', 'ｎight', ' night', 'night\0'])
      expect(await admin.post('/access/keys', { name, roles: ['admin'] })).toMatchObject({ status: 400 });
    await admin.post('/access/join-tokens', { name: 'Autumn' });
    expect((await admin.post('/access/join-tokens', { name: 'autumn ' })).status).toBe(409);
  });

  it('cannot be revoked if it is the last admin key, even by two requests at once', async () => {
    await desk.query(`DELETE FROM worker_registration.api_key WHERE name NOT IN ('dashboard')`);
    const [one, two] = [await desk.key({ roles: ['admin'] }), await desk.key({ roles: ['admin'] })];
    const [a, b] = await Promise.all([
      desk.showing(one.key).delete(`/access/keys/${two.id}`),
      desk.showing(two.key).delete(`/access/keys/${one.id}`),
    ]);
    const kept = [a, b].filter(({ body }) =>
      ['last_admin_key', 'invalid_token'].includes(body['code'] as string),
    );
    expect([a, b].filter(({ status }) => status === 204)).toHaveLength(1);
    expect(kept).toHaveLength(1);
  });
});
