import { registration } from '../factories/registration.factory.js';
import { INSIDE, LIMITABLE, OUTSIDE, SCOPES, ScopeDesk } from '../support/scope-desk.js';

describe('An API key that is limited', () => {
  let names = 0;
  let desk: ScopeDesk;
  beforeAll(async () => {
    desk = await ScopeDesk.open();
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clear());

  it.each(SCOPES)('to a %s sees only workers in its scope, and their events', async (_, scope) => {
    const api = await desk.limited(scope);
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    expect(await api.workerIds()).toEqual([inside]);
    expect((await api.get(`?text=${outside}`)).body['workers']).toEqual([]);
    expect((await api.get('?zone=b')).body['workers']).toEqual([]);
    const groups = (await api.get<{ labels: Record<string, string> }[]>('/discovery/prometheus')).body;
    expect(groups.map(({ labels }) => labels['__meta_worker_registration_worker_id'])).toEqual([inside]);
    for (const path of [
      '/events?limit=1000',
      `/events?workerId=${outside}`,
      '/events?type=api-key-made,deleted',
    ]) {
      const { events } = (await api.get<{ events: { workerId: string }[] }>(path)).body;
      expect(new Set(events.map(({ workerId }) => workerId))).toEqual(
        new Set(path.includes('1000') ? [inside] : []),
      );
    }
  });

  it('does not see the events of earlier owners of a workerId', async () => {
    await desk.register('in-moved', OUTSIDE);
    await desk.admin.delete('/in-moved');
    await desk.register('in-moved', INSIDE);
    const api = await desk.limited({ zone: 'a' });
    const { events } = (await api.get<{ events: { type: string }[] }>('/in-moved/events')).body;
    expect(events.map(({ type }) => type)).toEqual(['registered']);
  });

  it('has its limit in lists, in its session and in the journal', async () => {
    const { id, key } = await desk.access.key({ roles: ['viewer'], zone: 'a', tag: 'blue' });
    const { keys } = (await desk.admin.get<{ keys: { id: string }[] }>('/access/keys')).body;
    expect(keys.find((each) => each.id === id)).toMatchObject({
      zone: 'a',
      tag: 'blue',
      workerIdPrefix: null,
    });
    expect((await desk.access.showing(key).get('/session')).body).toMatchObject({
      limitedTo: 'zone a, tag blue',
    });
    const { events } = (
      await desk.admin.get<{ events: { detail: { id: string } }[] }>('/events?type=api-key-made')
    ).body;
    expect(events.find(({ detail }) => detail.id === id)).toMatchObject({
      detail: { zone: 'a', tag: 'blue' },
    });
  });

  it('is limited in a session of a browser too', async () => {
    const { key } = await desk.access.key({ roles: ['operator'], zone: 'a' });
    const outside = await desk.begin('out');
    const { headers } = await desk.access.server.api.post('/session', { key });
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    const browser = desk.access.server.api.with({ cookie, 'x-requested-by': 'test' });
    expect(await browser.workerIds()).toEqual([]);
    expect((await browser.post(`/${outside}/drain`)).status).toBe(404);
  });

  it('cannot be an admin key, and needs a valid limit', async () => {
    const make = (given: object) =>
      desk.admin.post('/access/keys', { name: `key-${(names += 1)}`, roles: ['viewer'], ...given });
    for (const scope of [{ zone: 'a' }, { tag: 'x' }, { workerIdPrefix: 'w' }])
      expect(await make({ roles: ['viewer', 'admin'], ...scope })).toMatchObject({
        status: 400,
        body: {
          errors: [{ field: Object.keys(scope)[0], message: expect.stringMatching(/admin/) as string }],
        },
      });
    for (const scope of [{ tag: '' }, { tag: 'a,b' }, { workerIdPrefix: '' }, { workerIdPrefix: 'in-*' }])
      expect((await make(scope)).status).toBe(400);
  });
});

it('A limited key is limited in open mode too, if it is presented', async () => {
  const desk = await ScopeDesk.open({ 'auth.mode': 'open' });
  const { key } = await desk.access.key({ roles: LIMITABLE, zone: 'a' });
  await desk.access.server.api.post('/register', registration({ workerId: 'open-out', zone: 'b' }));
  expect(await desk.access.showing(key).workerIds()).toEqual([]);
  expect((await desk.access.showing(key).delete('/open-out')).status).toBe(404);
  await desk.close();
});
