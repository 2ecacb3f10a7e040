import { WorkerStore } from '../../src/fleet/store/worker.store.js';
import { WorkerReader } from '../../src/fleet/worker.reader.js';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Page {
  workers: { workerId: string }[];
  nextCursor: string | null;
}

describe('Reading', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'redis.url': process.env['TEST_REDIS_URL'] } });
    await server.api.post('/register/batch', [
      registration({
        workerId: 'a',
        zone: 'east',
        tags: ['gpu', 'big'],
        capabilities: { cuda: 12, docker: true },
      }),
      registration({
        workerId: 'b',
        zone: 'east',
        tags: ['gpu'],
        capabilities: { cuda: 11, docker: false },
        version: '2.0',
      }),
      registration({ workerId: 'c', zone: 'west', name: 'The Odd One', hostName: 'odd.example.org' }),
      registration({ workerId: 'd' }),
      registration({ workerId: 'e', expectOnline: false }),
    ]);
    await server.api.post('/d/heartbeat', { status: 'BUSY', currentJobCount: 9 });
  });
  afterAll(() => server.close());

  const listed = async (query: string) =>
    (await server.api.get<Page>(`?${query}`)).body.workers.map(({ workerId }) => workerId);

  it.each([
    ['', ['a', 'b', 'c', 'd', 'e']],
    ['status=BUSY', ['d']],
    ['status=BUSY,INACTIVE', ['d', 'e']],
    ['status=BUSY&status=INACTIVE', ['d', 'e']],
    ['health=FAILED', []],
    ['tag=gpu', ['a', 'b']],
    ['tag=gpu,big', ['a']],
    ['capability=docker', ['a']],
    ['capability=cuda=11', ['b']],
    ['zone=east', ['a', 'b']],
    ['zone=', ['d', 'e']],
    ['version=2.0', ['b']],
    ['minAvailableCapacity=5', ['a', 'b', 'c']],
    ['text=odd', ['c']],
    ['text=ODD%20one', ['c']],
    ['text=example.org&zone=west', ['c']],
    ['zone=east&tag=big&status=ACTIVE&health=HEALTHY&minAvailableCapacity=1&text=a', ['a']],
  ])('lists by "%s"', async (query, expected) => {
    expect(await listed(query)).toEqual(expected);
  });

  it('pages with a cursor to the end, and a new worker appears on the last page', async () => {
    const first = await server.api.get<Page>('?limit=2');
    const second = await server.api.get<Page>(`?limit=2&cursor=${first.body.nextCursor}`);
    const third = await server.api.get<Page>(`/?limit=2&cursor=${second.body.nextCursor}`);
    const pages = [first, second, third].map(({ body }) => body.workers.map(({ workerId }) => workerId));
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(third.body.nextCursor).toBeNull();
  });

  it('finds a worker by its id or name; no other worker can have the id as its name', async () => {
    const { body } = await server.api.get<{ id: string }>('/a');
    const { status } = await server.api.post('/register', registration({ workerId: body.id }));
    expect(status).toBe(400);
    expect((await server.api.get(`/${body.id}`)).body).toMatchObject({ workerId: 'a' });
  });

  it('shows a new description at once in every instance, despite caches', async () => {
    const settings = { 'redis.url': process.env['TEST_REDIS_URL'] };
    const other = await startTestServer({ settings, database: server.database });
    await Promise.all([server.api.get('/c'), other.api.get('/c')]);
    await server.api.post('/register', registration({ workerId: 'c', name: 'Renamed' }));
    const seen = await Promise.all([server.api.get('/c'), other.api.get('/c')]);
    await other.close();
    expect(seen.map(({ body }) => body['name'])).toEqual(['Renamed', 'Renamed']);
  });

  it('reads the states of workers that are asked for at the same time with one statement', async () => {
    const statements = jest.spyOn(server.app.get(WorkerStore), 'readLive');
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'a'].map((name) => server.app.get(WorkerReader).readWorker(name)),
    );
    expect(answers.map((worker) => worker!.description.workerId)).toEqual(['a', 'b', 'c', 'd', 'a']);
    expect(statements).toHaveBeenCalledTimes(1);
    statements.mockRestore();
  });

  it('evaluates the health of a worker at the call, with the figures', async () => {
    await server.api.post('/register', registration({ workerId: 'ill', maxConcurrentJobs: 4 }));
    await server.api.post('/ill/heartbeat', { status: 'IDLE', currentJobCount: 5, availableCapacity: 2 });
    await server.database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = now() - interval '400 seconds'
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'ill')`,
    );
    const { body } = await server.api.get<{ healthy: boolean; checks: { message: string }[] }>('/ill/health');
    expect(body.healthy).toBe(false);
    expect(body.checks.map(({ message }) => message)).toEqual([
      'No heartbeat for 400 s; the lease lasts 300 s',
      'The worker reports IDLE with 5 jobs',
      '5 jobs, more than the limit of 4',
      'Reported and assigned job counts agree',
    ]);
    await server.api.delete('/ill');
  });

  it('counts the fleet at both addresses, and the counts by status add up', async () => {
    const statistics = await new FleetWatch(server).figures();
    const atRoot = await (await fetch(`${server.url}/health/system`)).json();
    const statuses = ['active', 'idle', 'busy', 'maintenance', 'draining', 'failed', 'inactive'];
    const sum = statuses.reduce((total, status) => total + statistics[`${status}Workers`]!, 0);
    expect(statistics).toMatchObject({
      totalWorkers: 5,
      busyWorkers: 1,
      inactiveWorkers: 1,
      systemHealthPercentage: 100,
    });
    expect(sum).toBe(statistics['totalWorkers']);
    expect(atRoot).toMatchObject({ totalWorkers: 5 });
  });

  it('returns the effective settings without secrets', async () => {
    const { body } = await server.api.get('/config');
    expect(body).toMatchObject({ 'jobscheduler.worker.heartbeat-timeout-minutes': 5 });
    expect(JSON.stringify(body)).not.toContain(server.database.url);
  });

  it('reports at /livez and /readyz whether the service is alive and ready', async () => {
    const [live, ready] = await Promise.all([fetch(`${server.url}/livez`), fetch(`${server.url}/readyz`)]);
    expect([live.status, ready.status]).toEqual([200, 200]);
    expect(await ready.json()).toMatchObject({ status: 'ok', info: { redis: { state: 'connected' } } });
  });
});
