import { registration } from '../factories/registration.factory.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { claimsOf, headerOf, TokenBearers, type Registered } from '../support/token-bearer.js';

type Refused = { code: string };

describe('The token of a worker', () => {
  let server: TestServer;
  let bearers: TokenBearers;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.max-registration-attempts': 100 } });
    bearers = new TokenBearers(server);
  });
  afterAll(() => server.close());

  const beat = (token: string, name: string, body: object = {}) =>
    bearers.showing(token).post<Refused & { accessToken?: string }>(`/${name}/heartbeat`, body);

  it('comes with the registration, and names the worker, its incarnation and the expiry', async () => {
    const { worker, credentials } = (await bearers.register('named')).body;
    const claims = claimsOf(credentials.accessToken);
    expect(claims).toEqual({
      sub: worker.id,
      wid: 'named',
      inc: 1,
      iat: expect.any(Number),
      exp: expect.any(Number),
      iss: 'worker-registration',
    });
    expect(credentials.expiresAt).toBe(new Date(claims.exp * 1000).toISOString());
    expect([3600, 3601]).toContain(claims.exp - claims.iat);
    expect(headerOf(credentials.accessToken)).toMatchObject({ alg: 'HS256', kid: expect.any(String) });
  });

  it('comes with each item of a batch that requests it', async () => {
    const bodies = ['batch-a', 'batch-b', 'batch-a'].map((workerId) => registration({ workerId }));
    const { body } = await server.api.post<{ results: Pick<Registered, 'credentials'>[] }>(
      '/register/batch?credentials=true',
      bodies,
    );
    const told = body.results.map(({ credentials }) => claimsOf(credentials.accessToken));
    expect(told.map(({ wid, inc }) => [wid, inc])).toEqual([
      ['batch-a', 1],
      ['batch-b', 1],
      ['batch-a', 2],
    ]);
    expect((await beat(body.results[2]!.credentials.accessToken, 'batch-a')).status).toBe(200);
    expect((await beat(body.results[0]!.credentials.accessToken, 'batch-a')).status).toBe(409);
  });

  it('does not come with a batch that does not request it', async () => {
    const { body } = await server.api.post('/register/batch', [registration({ workerId: 'unasked' })]);
    expect(body).toMatchObject({
      succeeded: 1,
      results: [expect.not.objectContaining({ credentials: expect.anything() })],
    });
  });

  it('lets it send heartbeats and leave, by its workerId or its id', async () => {
    const { worker, credentials } = (await bearers.register('able')).body;
    const own = bearers.showing(credentials.accessToken);
    expect((await own.post('/able/heartbeat')).body).toMatchObject({ worker: { workerId: 'able' } });
    expect((await own.post(`/${worker.id.toUpperCase()}/heartbeat`)).status).toBe(200);
    expect((await own.post(`/${worker.id}/deregister`)).status).toBe(200);
    expect((await own.post('/able/deregister')).status).toBe(200);
  });

  it.each([
    ['no JWT', async () => 'no-token'],
    ['none at all', async () => ''],
    ['tampered', async (token: string) => token.replace(/\.[^.]*\./, '.eyJzdWIiOiJ4In0.')],
    ['without its signature', async (token: string) => token.replace(/[^.]*$/, '')],
    ['of another service', (token: string) => bearers.resigned(token, { iss: 'somebody-else' })],
    ['without a life', (token: string) => bearers.resigned(token, { inc: 0 })],
  ])('is 401 everywhere, known worker or not, when it is %s', async (_what, spoil) => {
    const bad = bearers.showing(await spoil(await bearers.tokenOf('spoilt')));
    for (const name of ['spoilt', 'nobody']) {
      for (const verb of ['heartbeat', 'deregister', 'force-deregister', 'token']) {
        const answer = await bad.post<Refused>(`/${name}/${verb}`);
        expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
        expect(answer.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"');
      }
      const again = await bad.post<Refused>('/register', registration({ workerId: name }));
      expect(again).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
    expect((await server.api.get('/nobody')).status).toBe(404);
    expect((await server.api.get('/spoilt')).body['status']).toBe('ACTIVE');
  });

  it('is checked before the body', async () => {
    const answer = await server.api
      .with({ authorization: 'Bearer x', 'content-type': 'application/json' })
      .send<Refused>('POST', '/nobody/heartbeat', '{"broken', 'application/json');
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });

  it('is 403 for another worker, whether or not there is one, also at its registration', async () => {
    const token = await bearers.tokenOf('mine');
    const { worker } = (await bearers.register('theirs')).body;
    for (const name of ['theirs', worker.id, 'nobody-at-all']) {
      for (const verb of ['heartbeat', 'deregister', 'force-deregister', 'token'])
        expect(await bearers.showing(token).post(`/${name}/${verb}`)).toMatchObject({
          status: 403,
          body: { code: 'not_your_worker' },
        });
    }
    for (const workerId of ['theirs', 'nobody-at-all'])
      expect(await bearers.register(workerId, {}, token)).toMatchObject({
        status: 403,
        body: { code: 'not_your_worker' },
      });
    expect((await server.api.get('/theirs')).body).toMatchObject({ status: 'ACTIVE', incarnation: 1 });
  });

  it('is 401 when it has expired, with another code, and for another worker as well', async () => {
    const old = await bearers.expired(await bearers.tokenOf('late'));
    expect(await beat(old, 'late')).toMatchObject({ status: 401, body: { code: 'token_expired' } });
    expect(await beat(old, 'nobody')).toMatchObject({ status: 401, body: { code: 'token_expired' } });
  });

  it('is 404 when the record is gone, 409 when another has its place', async () => {
    const token = await bearers.tokenOf('gone');
    await server.api.delete('/gone');
    const verbs = ['heartbeat', 'deregister', 'token'];
    const statuses = async () => {
      const answers = await Promise.all(verbs.map((verb) => bearers.showing(token).post(`/gone/${verb}`)));
      return answers.map(({ status, body }) => [status, body['code']]);
    };
    expect(await statuses()).toEqual(verbs.map(() => [404, 'worker_not_registered']));
    await bearers.register('gone');
    expect(await statuses()).toEqual(verbs.map(() => [409, 'superseded']));
    expect((await server.api.get('/gone')).body['status']).toBe('ACTIVE');
  });

  it('is 409 when another process has taken over, which the old one cannot deregister', async () => {
    const token = await bearers.tokenOf('taken', { bootId: 'boot-1' });
    const newer = await bearers.tokenOf('taken', { bootId: 'boot-2' });
    const old = bearers.showing(token);
    for (const verb of ['heartbeat', 'deregister', 'force-deregister', 'token'])
      expect(await old.post(`/taken/${verb}`)).toMatchObject({ status: 409, body: { code: 'superseded' } });
    expect(await beat(newer, 'taken')).toMatchObject({ status: 200, body: { worker: { status: 'ACTIVE' } } });
    expect(await beat(newer, 'taken', { incarnation: 1 })).toMatchObject({ status: 409 });
  });

  it('is 410 when the worker was deregistered, with the reason', async () => {
    const token = await bearers.tokenOf('left');
    await server.api.post('/left/force-deregister?reason=too%20old');
    for (const verb of ['heartbeat', 'token'])
      expect(await bearers.showing(token).post(`/left/${verb}`)).toMatchObject({
        status: 410,
        body: { code: 'worker_deregistered', message: expect.stringContaining('too old') },
      });
  });

  it('may be omitted in open mode, and other schemes are ignored', async () => {
    await bearers.register('open');
    const behindProxy = server.api.with({ authorization: 'Basic dXNlcjpwYXNzd29yZA==' });
    expect((await behindProxy.post('/open/heartbeat')).status).toBe(200);
  });

  it('is renewed by a heartbeat in the last third of its lifetime', async () => {
    const token = await bearers.tokenOf('renewing');
    const { iat } = claimsOf(token);
    const old = await bearers.resigned(token, { iat: iat - 2500, exp: iat + 1100 });
    const fresh = await bearers.resigned(token, { iat: iat - 2200, exp: iat + 1400 });
    const { body } = await beat(old, 'renewing');
    const next = claimsOf(body.accessToken!);
    expect(body).toHaveProperty('accessTokenExpiresAt', new Date(next.exp * 1000).toISOString());
    expect(next).toMatchObject({ sub: claimsOf(token).sub, wid: 'renewing', inc: 1 });
    expect(next.exp).toBeGreaterThan(iat + 3500);
    expect((await beat(fresh, 'renewing')).body).not.toHaveProperty('accessToken');
    expect((await beat(body.accessToken!, 'renewing')).body).not.toHaveProperty('accessToken');
    expect((await server.api.post('/renewing/heartbeat')).body).not.toHaveProperty('accessToken');
    expect((await beat(old, 'renewing')).status).toBe(200);
    expect((await new FleetWatch(server).events('renewing')).map(({ type }) => type)).toEqual(['registered']);
  });

  it('is issued on request, with an entry in the journal, with or without the current token', async () => {
    const token = await bearers.tokenOf('asking');
    for (const api of [bearers.showing(token), server.api]) {
      const { status, body } = await api.post<Pick<Registered, 'credentials'>>('/asking/token');
      expect(status).toBe(200);
      expect((await beat(body.credentials.accessToken, 'asking')).status).toBe(200);
    }
    const events = await new FleetWatch(server).events('asking');
    expect(events.map(({ type, detail }) => [type, detail['incarnation']])).toEqual([
      ['registered', 1],
      ['token-issued', 1],
      ['token-issued', 1],
    ]);
    expect((await server.api.post('/nobody/token')).status).toBe(404);
  });
});
