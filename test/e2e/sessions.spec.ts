import { AccessSignal } from '../../src/identity/access-signal.js';
import { SigningKeys } from '../../src/identity/signing-keys.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { registration } from '../factories/registration.factory.js';
import { LiveSessions } from '../../src/identity/access/live-sessions.js';
import { EventStream } from '../support/event-stream.js';
import { until } from '../support/waiting.js';
import { startTestServer } from '../support/test-server.js';

/** The cookie that an answer sets, as a browser sends it back. */
const cookieOf = (headers: Headers): string => headers.get('set-cookie')!.split(';')[0]!;

describe('A session', () => {
  let desk: AccessDesk;
  let stranger: ApiClient;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'server.trust-proxy': ['127.0.0.1'] });
    stranger = desk.server.api;
  });
  afterAll(() => desk.close());

  /** Signs in with a key of these roles. @returns the API as the browser calls it, and the key */
  const signIn = async (...roles: string[]) => {
    const key = await desk.key({ roles });
    const { headers } = await stranger
      .with({ 'user-agent': 'test \u009b[31mx' })
      .post('/session', { key: key.key });
    const cookie = cookieOf(headers);
    return { browser: stranger.with({ cookie }), key, cookie };
  };

  it('begins with an API key: in a cookie without the key, which no script can read and no other site sends', async () => {
    const { key } = await desk.key({ name: 'alice', roles: ['operator'] });
    const { status, body, headers } = await stranger.post('/session', { key: ` ${key}\n` });
    expect([status, body]).toEqual([
      200,
      { asked: true, name: 'key:alice', roles: ['viewer', 'operator'], limitedTo: null },
    ]);
    const cookie = headers.get('set-cookie')!;
    for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200'])
      expect(cookie).toContain(word);
    expect(cookie).not.toContain('Secure');
    expect(cookie).not.toContain(key.split('_')[2]);
    const known = await stranger.with({ cookie: cookieOf(headers) }).get('/session');
    expect([known.status, known.body]).toEqual([200, body]);
  });

  it('may read only what its roles allow', async () => {
    const { browser } = await signIn('viewer');
    expect((await browser.get('/health/summary')).status).toBe(200);
    expect(await browser.get('/config')).toMatchObject({ status: 403, body: { code: 'role_missing' } });
  });

  it('may change something only with the header X-Requested-By, which no other site can send', async () => {
    const admin = await desk.as('admin');
    await admin.post('/register', registration({ workerId: 'drained' }));
    const { browser } = await signIn('operator');
    const forged = await browser.post('/drained/drain', { reason: 'forged' });
    expect(forged).toMatchObject({ status: 403, body: { code: 'session_unproved' } });
    expect((await browser.get('/drained')).body['order']).toBeNull();
    const meant = await browser
      .with({ 'x-requested-by': 'dashboard' })
      .post('/drained/drain', { reason: 'meant' });
    expect(meant).toMatchObject({ status: 200, body: { worker: { order: { reason: 'meant' } } } });
  });

  it('ends with its key', async () => {
    const { browser, key } = await signIn('viewer');
    expect((await browser.get('/session')).status).toBe(200);
    await (await desk.as('admin')).delete(`/access/keys/${key.id}`);
    expect((await browser.get('/health/system')).status).toBe(401);
  });

  it('expires', async () => {
    const { id } = await desk.key({ roles: ['viewer'] });
    const { current, clock } = desk.server.app.get(SigningKeys);
    await desk.query(
      `INSERT INTO worker_registration.session (id, key_id, account, expires_at) VALUES ('s', $1, 'key:s', now() + interval '1 day')`,
      [id],
    );
    const session = (seconds: number) =>
      current.sessions.signClaims({ sub: id, sid: 's', exp: Math.floor(clock.now() / 1000) + seconds });
    const [lasting, over] = [60, -1].map((seconds) =>
      stranger.with({ cookie: `worker_registration_session=${session(seconds)}` }),
    );
    expect((await lasting!.get('/session')).status).toBe(200);
    expect(await over!.get('/session')).toMatchObject({ status: 401, body: { code: 'session_over' } });
  });

  it('is sent only over HTTPS if it began there', async () => {
    const { key } = await desk.key({ roles: ['viewer'] });
    const secure = stranger.with({ 'x-forwarded-proto': 'https' });
    const { headers } = await secure.post('/session', { key });
    const [begun, cleared] = headers.getSetCookie();
    expect(begun).toMatch(/^__Host-worker_registration_session=[^;]+;.*Path=\/.*Secure/);
    expect(cleared).toMatch(/^worker_registration_session=;.*Max-Age=0/);
    expect((await secure.with({ cookie: cookieOf(headers) }).get('/session')).status).toBe(200);
    const planted = cookieOf(headers).replace('__Host-', '');
    expect((await secure.with({ cookie: planted }).get('/session')).status).toBe(401);
    expect(
      (await secure.delete('/session')).headers.getSetCookie().map((each) => each.split('=')[0]),
    ).toEqual(['__Host-worker_registration_session', 'worker_registration_session']);
  });

  it('ends by signing out: the cookie is deleted', async () => {
    const { browser } = await signIn('viewer');
    const { status, headers } = await browser.delete('/session');
    expect(status).toBe(204);
    expect(headers.get('set-cookie')).toMatch(/^worker_registration_session=;.*Max-Age=0/);
  });

  const sessionsOf = async (api: ApiClient) =>
    (await api.get<{ sessions: Active[] }>('/access/sessions')).body.sessions;

  it('ends by signing out on all instances: the old cookie is refused', async () => {
    const second = await startTestServer({
      database: desk.server.database,
      settings: { 'auth.mode': 'token' },
    });
    const { browser, cookie } = await signIn('operator');
    const elsewhere = second.api.with({ cookie });
    expect([(await browser.get('/session')).status, (await elsewhere.get('/session')).status]).toEqual([
      200, 200,
    ]);
    const stream = await EventStream.open(second.url, {}, { cookie });
    await browser.delete('/session');
    expect(await browser.get('/session')).toMatchObject({ status: 401, body: { code: 'session_over' } });
    await until(async () => (await elsewhere.get('/session')).status === 401);
    await until(() => stream.hasEnded);
    await second.close();
  });

  it('is listed for its owner and for admins', async () => {
    const mine = await signIn('viewer');
    const other = await signIn('operator');
    const [own, ...more] = await sessionsOf(mine.browser);
    expect(more).toEqual([]);
    expect(own).toMatchObject({
      account: `key:${mine.key.name}`,
      address: '127.0.0.1',
      userAgent: 'test [31mx',
    });
    expect(JSON.stringify(own)).not.toContain(mine.cookie.split('=')[1]);
    const all = await sessionsOf(await desk.as('admin'));
    expect(all.map(({ account }) => account)).toEqual(
      expect.arrayContaining([`key:${mine.key.name}`, `key:${other.key.name}`]),
    );
  });

  it('is ended only by its owner or an admin', async () => {
    const [mine, other] = [await signIn('viewer'), await signIn('operator')];
    const [{ id }] = (await sessionsOf(mine.browser)) as [Active];
    const proved = (api: ApiClient) => api.with({ 'x-requested-by': 'test' });
    const foreign = await proved(other.browser).delete(`/access/sessions/${id}`);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'session_unknown' } });
    expect((await mine.browser.get('/session')).status).toBe(200);
    expect((await (await desk.as('admin')).delete(`/access/sessions/${id}`)).status).toBe(204);
    expect((await mine.browser.get('/session')).status).toBe(401);
    const [{ id: others }] = (await sessionsOf(other.browser)) as [Active];
    expect((await proved(other.browser).delete(`/access/sessions/${others}`)).status).toBe(204);
    expect((await other.browser.get('/session')).status).toBe(401);
    expect((await (await desk.as('admin')).delete('/access/sessions/%00')).status).toBe(404);
  });

  it('expires only when it is not used', async () => {
    const { browser } = await signIn('viewer');
    const [{ id }] = (await sessionsOf(browser)) as [Active];
    const rest = (minutes: number) =>
      desk.query(
        `UPDATE worker_registration.session SET last_used_at = last_used_at - make_interval(mins => $2) WHERE id = $1`,
        [id, minutes],
      );
    const again = () => desk.server.app.get(LiveSessions).expireLookups();
    await rest(59);
    again();
    expect((await browser.get('/session')).status).toBe(200);
    await rest(59);
    again();
    expect((await browser.get('/session')).status).toBe(200);
    await rest(61);
    again();
    expect((await browser.get('/session')).status).toBe(401);
  });

  it('causes no query while it is in use, and continues while the database is unavailable', async () => {
    const { browser } = await signIn('viewer');
    // Notifications of earlier changes arrive before this one; each would make the next call a query.
    const heard = new Promise<void>((resolve) =>
      desk.server.app.get(AccessSignal).onChange('worker_revocation', resolve),
    );
    await desk.query(`SELECT pg_notify('worker_registration_access', 'worker_revocation')`);
    await heard;
    await browser.get('/session');
    await desk.query('ALTER TABLE worker_registration.session RENAME TO session_lost');
    const statuses = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await browser.get('/session')).status);
    await desk.query('ALTER TABLE worker_registration.session_lost RENAME TO session');
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });

  it.each([
    ['a made-up key', `wrk_${'0'.repeat(16)}_${'0'.repeat(64)}`, 401, 'invalid_token'],
    ['text that is no key', 'hunter2', 401, 'invalid_token'],
    ['nothing', undefined, 400, 'validation_failed'],
  ])('does not begin with %s', async (_, key, status, code) => {
    const answer = await stranger.post('/session', { key });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('does not begin with a key that may not read', async () => {
    const { key } = await desk.key({ roles: ['gateway'] });
    expect(await stranger.post('/session', { key })).toMatchObject({
      status: 403,
      body: { code: 'role_missing' },
    });
  });

  it("with a forged signature or a worker's token is refused", async () => {
    const { body } = await (
      await desk.as('admin')
    ).post<{ credentials: { accessToken: string } }>('/register', registration());
    for (const token of ['nonsense', body.credentials.accessToken]) {
      const browser = stranger.with({ cookie: `worker_registration_session=${token}` });
      expect(await browser.get('/session')).toMatchObject({ status: 401, body: { code: 'session_over' } });
    }
  });
});

describe('In open mode', () => {
  it('sign-in is not needed, and a cookie of another service on the same host has no effect', async () => {
    const server = await startTestServer();
    const browser = server.api.with({ cookie: 'worker_registration_session=of-another' });
    const { status, body } = await browser.get('/session');
    expect([status, body]).toEqual([
      200,
      {
        asked: false,
        name: null,
        roles: ['viewer', 'operator', 'registrar', 'scheduler', 'gateway', 'admin'],
        limitedTo: null,
      },
    ]);
    await server.close();
  });
});

interface Active {
  id: string;
  account: string;
  address: string | null;
  userAgent: string | null;
}
