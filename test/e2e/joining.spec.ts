import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { TokenBearers, type Registered } from '../support/token-bearer.js';

interface Batch {
  succeeded: number;
  results: { workerId: string; status: number; errors?: { message: string }[] }[];
}

describe('A worker that joins', () => {
  let desk: AccessDesk;
  let viewer: ApiClient;
  beforeAll(async () => {
    desk = await AccessDesk.open();
    viewer = await desk.as('viewer');
  });
  afterAll(() => desk.close());

  const register = (api: ApiClient, workerId: string, given: object = {}) =>
    api.post<Registered>('/register', registration({ workerId, ...given }));
  const used = async (id: string) =>
    (
      await desk.query<{ used: number }>('SELECT used FROM worker_registration.join_token WHERE id = $1', [
        id,
      ])
    )[0]!.used;

  it('with a join token is registered, and continues with its own token', async () => {
    const { joinToken, name } = await desk.joinToken();
    const { status, body } = await register(desk.showing(joinToken), 'first');
    expect(status).toBe(201);
    const own = desk.showing(body.credentials.accessToken);
    expect((await own.post('/first/heartbeat')).status).toBe(200);
    expect((await desk.showing(joinToken).post('/first/heartbeat')).status).toBe(403);
    expect((await viewer.get<{ events: object[] }>('/first/events')).body.events).toMatchObject([
      { type: 'registered', actor: 'worker', detail: { joinToken: name } },
    ]);
  });

  it('with a used-up, expired, revoked or unknown join token is refused with the reason', async () => {
    const [once, late, gone] = [
      await desk.joinToken({ uses: 1 }),
      await desk.joinToken(),
      await desk.joinToken(),
    ];
    expect((await register(desk.showing(once.joinToken), 'only')).status).toBe(201);
    await desk.query(`UPDATE worker_registration.join_token SET expires_at = now() WHERE id = $1`, [late.id]);
    await (await desk.as('admin')).delete(`/access/join-tokens/${gone.id}`);
    const codes = [];
    for (const each of [once, late, gone])
      codes.push((await register(desk.showing(each.joinToken), `not-${each.id}`)).body.code);
    expect(codes).toEqual(['join_token_used_up', 'join_token_expired', 'invalid_token']);
    expect((await viewer.get('/?text=not-')).body['workers']).toEqual([]);
    const { body: text } = {
      body: await (
        await fetch(`${desk.server.url}/metrics`, {
          headers: { authorization: `Bearer ${(await desk.key({ roles: ['viewer'] })).key}` },
        })
      ).text(),
    };
    expect(text).toMatch(/reason="join_token_used_up"} 1\n/);
    expect(text).toMatch(/reason="join_token_expired"} 1\n/);
  });

  it('may repeat a registration whose answer was lost, even if the join token is used up', async () => {
    const { joinToken, id } = await desk.joinToken({ uses: 1 });
    const lost = await register(desk.showing(joinToken), 'lost-answer', { bootId: 'b1' });
    const again = await register(desk.showing(joinToken), 'lost-answer', { bootId: 'b1' });
    expect([lost.status, again.status, again.body.outcome, await used(id)]).toEqual([
      201,
      200,
      'refreshed',
      1,
    ]);
  });

  it('cannot take over a known worker with a join token', async () => {
    const { joinToken, id } = await desk.joinToken({ uses: 9 });
    await register(desk.showing(joinToken), 'victim', { bootId: 'b1', zone: 'eu-1' });
    for (const given of [{ bootId: 'b2' }, {}, { force: true }])
      expect(await register(desk.showing(joinToken), 'victim', { zone: 'us-9', ...given })).toMatchObject({
        status: 403,
        body: { code: 'own_token_required' },
      });
    expect((await viewer.get('/victim')).body).toMatchObject({
      zone: 'eu-1',
      incarnation: 1,
      registrationCount: 1,
    });
    expect(await used(id)).toBe(1);
  });

  it('takes over its own record with its own token, even an expired one', async () => {
    const bearers = new TokenBearers(desk.server);
    const { body } = await register(await desk.joining(), 'restarter', { bootId: 'b1' });
    const old = desk.showing(await bearers.expired(body.credentials.accessToken));
    const { status, body: again } = await register(old, 'restarter', { bootId: 'b2' });
    expect([status, again.outcome, again.worker.id]).toEqual([200, 'restarted', body.worker.id]);
  });

  it('with a join token takes over a record that a script registered in advance', async () => {
    const api = await desk.joining();
    await register(api, 'described', { expectOnline: false });
    const { status, body } = await register(api, 'described', { bootId: 'b1' });
    expect([status, body.worker.status]).toEqual([200, 'ACTIVE']);
    expect((await register(api, 'described', { bootId: 'b2' })).status).toBe(403);
  });

  it('is one of five if twenty arrive at once for five uses', async () => {
    const { joinToken, id } = await desk.joinToken({ uses: 5 });
    const api = desk.showing(joinToken);
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => register(api, `crowd-${index}`)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(all.filter(({ body }) => body.code === 'join_token_used_up')).toHaveLength(15);
    expect(await used(id)).toBe(5);
    expect((await viewer.get<{ workers: object[] }>('/?text=crowd-')).body.workers).toHaveLength(5);
  });

  it('is the first of twenty processes that arrive at once with one name', async () => {
    const api = await desk.joining();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => register(api, 'contested', { bootId: `b${index}` })),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 403)).toHaveLength(19);
    expect((await viewer.get('/contested')).body).toMatchObject({ incarnation: 1, registrationCount: 1 });
  });

  it('has only tags that its join token allows, also later with its own token', async () => {
    const api = await desk.joining({ tags: ['gpu', 'eu'] });
    expect(await register(api, 'tagged', { tags: ['gpu', 'prod'] })).toMatchObject({
      status: 403,
      body: { code: 'tags_not_allowed', message: 'Tags prod are not allowed; these are: gpu, eu' },
    });
    const { body } = await register(api, 'tagged', { tags: ['gpu'] });
    const own = desk.showing(body.credentials.accessToken);
    expect((await register(own, 'tagged', { tags: ['prod'] })).status).toBe(403);
    const later = await register(own, 'tagged', { tags: ['eu'] });
    const latest = desk.showing(later.body.credentials.accessToken);
    expect((await register(latest, 'tagged', { tags: ['prod'] })).status).toBe(403);
  });

  it('may join in a batch, whose items are refused together if too few uses are left', async () => {
    const { joinToken } = await desk.joinToken({ uses: 3 });
    const api = desk.showing(joinToken);
    const batch = (...ids: string[]) =>
      api.post<Batch>(
        '/register/batch',
        ids.map((workerId) => registration({ workerId })),
      );
    expect((await batch('victim', 'b-1', 'b-2')).body.results.map(({ status }) => status)).toEqual([
      403, 201, 201,
    ]);
    const { results } = (await batch('b-3', 'b-4')).body;
    expect(results.map(({ status }) => status)).toEqual([401, 401]);
    expect(JSON.stringify(results)).toContain('The join token has 1 use left, not 2');
    expect((await batch('b-3')).body.succeeded).toBe(1);
  });
});

it('auth.reregistration: join-token allows and counts takeovers of known workers with a join token', async () => {
  const desk = await AccessDesk.open({ 'auth.reregistration': 'join-token' });
  const { joinToken } = await desk.joinToken({ uses: 2 });
  const register = (bootId: string) =>
    desk.showing(joinToken).post('/register', registration({ workerId: 'ephemeral', bootId }));
  const statuses = [];
  for (const bootId of ['b1', 'b1', 'b2', 'b3']) statuses.push((await register(bootId)).status);
  expect(statuses).toEqual([201, 200, 200, 401]);
  await desk.close();
});
