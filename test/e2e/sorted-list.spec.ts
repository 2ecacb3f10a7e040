import { fleet, registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Page {
  workers: { workerId: string }[];
  nextCursor: string | null;
  matches?: { count: number; atLeast: boolean };
}

describe('GET / with an order', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    const { api } = server;
    const register = (workerId: string, fields: object) =>
      api.post('/register', registration({ workerId, ...fields }));
    await register('c', { name: 'Beta', zone: 'z1', maxConcurrentJobs: 10, hostName: 'node-1' });
    await register('a', { name: 'alpha', zone: 'z2', maxConcurrentJobs: 2, hostAddress: '127.0.0.7' });
    await register('b', { name: 'Alpha', maxConcurrentJobs: 4, hostName: 'node-1' });
    for (const [workerId, currentJobCount] of [
      ['c', 5],
      ['a', 2],
      ['b', 0],
    ] as const)
      await api.post(`/${workerId}/heartbeat`, { currentJobCount });
    const watch = new FleetWatch(server);
    await watch.silence(400, 'a');
    await watch.sweep();
    await api.post('/b/drain', { reason: 'Update' });
  });
  afterAll(() => server.close());

  const list = async (query: string) => (await server.api.get<Page>(`/?${query}`)).body;
  const names = async (query: string) => (await list(query)).workers.map(({ workerId }) => workerId).join('');

  it.each([
    ['', 'cab'],
    ['sort=workerId', 'abc'],
    ['sort=-workerId', 'cba'],
    ['sort=name', 'bca'],
    ['sort=zone', 'bca'],
    ['sort=load', 'bca'],
    ['sort=-load', 'acb'],
    ['sort=free', 'abc'],
    ['sort=lastHeartbeat', 'acb'],
    ['sort=health', 'acb'],
    ['sort=-workerId&zone=z1', 'c'],
    ['host=node-1', 'cb'],
    ['host=127.0.0.7', 'a'],
    ['host=NODE-1.', 'cb'],
    ['host=node', ''],
    ['order=DRAINING', 'b'],
    ['order=NONE&sort=workerId', 'ac'],
    ['order=MAINTENANCE,draining', 'b'],
  ])('?%s', async (query, expected) => {
    expect(await names(query)).toBe(expected);
  });

  it('counts the matches on request', async () => {
    expect((await list('count=true&order=NONE&limit=1')).matches).toEqual({ count: 2, atLeast: false });
    expect((await list('')).matches).toBeUndefined();
  });

  it.each([
    ['sort=colour', 'sort'],
    ['order=STOP', 'order'],
    ['count=maybe', 'count'],
    ['sort=load&cursor=AaIA1i5Ld2S2QwdZCD435A', 'cursor'],
  ])('?%s is refused', async (query, field) => {
    const { status, body } = await server.api.get<{ errors: { field: string }[] }>(`/?${query}`);
    expect([status, body.errors.map((each) => each.field)]).toEqual([400, [field]]);
  });

  it('pages through ties, each worker once, in both directions', async () => {
    const many = await startTestServer({ settings: SWEEPS_BY_HAND });
    await many.api.post(
      '/register/batch',
      fleet(250, (index) => ({ zone: `z${index % 3}` })),
    );
    for (const sort of ['zone', '-zone', 'load', '-free']) {
      const seen: string[] = [];
      let cursor = '';
      for (;;) {
        const { body } = await many.api.get<Page>(`/?sort=${sort}&limit=60${cursor}`);
        seen.push(...body.workers.map(({ workerId }) => workerId));
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 250, 250]);
    }
    await many.close();
  });
});
