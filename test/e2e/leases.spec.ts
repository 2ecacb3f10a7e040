import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Leased {
  worker: { lastHeartbeat: string | null; leaseExpiresAt: string };
  heartbeat: { intervalSeconds: number; leaseExpiresAt: string };
}

describe('The lease of a worker', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-min-workers': 2 },
    });
    watch = new FleetWatch(server);
    await register('short', 10);
    await register('default');
  });
  afterEach(() => server.close());

  const register = async (workerId: string, leaseSeconds?: number): Promise<Leased> =>
    (await server.api.post<Leased>('/register', registration({ workerId, leaseSeconds }))).body;
  const beat = async (workerId: string): Promise<Leased> =>
    (await server.api.post<Leased>(`/${workerId}/heartbeat`, {})).body;
  const lengthOf = ({ worker }: Leased): number =>
    (Date.parse(worker.leaseExpiresAt) - Date.parse(worker.lastHeartbeat!)) / 1000;
  const health = async (...workerIds: string[]): Promise<string[]> =>
    Promise.all(workerIds.map(async (workerId) => (await watch.worker(workerId)).health));
  const claim = (jobId: string) =>
    server.api.post<{ worker: { workerId: string } }>('/jobs/claim', { jobId });

  it('has the registered length, or that of the settings', async () => {
    const [short, other] = [await beat('short'), await beat('default')];
    expect([lengthOf(short), lengthOf(other)]).toEqual([10, 300]);
    expect((await server.api.get('/short')).body).toMatchObject({ leaseSeconds: 10 });
    expect((await server.api.get('/default')).body).toMatchObject({ leaseSeconds: null });
  });

  it('limits the interval of heartbeats to a third of its length', async () => {
    const answers = [await register('short', 10), await beat('short'), await beat('short')];
    const batch = (path: string, ...items: object[]) =>
      server.api.post<{
        intervalSeconds?: number;
        results: { intervalSeconds: number; leaseExpiresAt: string }[];
      }>(path, items);
    const registered = await batch('/register/batch', registration({ workerId: 'short', leaseSeconds: 10 }));
    const beaten = await batch('/heartbeat/batch', { workerId: 'default' }, { workerId: 'short' });
    const told = [
      ...answers.map(({ heartbeat }) => heartbeat.intervalSeconds),
      registered.body.results[0]!.intervalSeconds,
      beaten.body.intervalSeconds!,
    ];
    expect(Math.max(...told)).toBeLessThanOrEqual(3.334);
    expect((await beat('default')).heartbeat.intervalSeconds).toBeGreaterThan(20);
    const [ofDefault, ofShort] = beaten.body.results.map(({ leaseExpiresAt }) => Date.parse(leaseExpiresAt));
    expect(Math.round((ofDefault! - ofShort!) / 1000)).toBe(290);
  });

  it('ends by itself: the worker is UNHEALTHY, the reason names its length, and it gets no jobs', async () => {
    await watch.silence(11);
    await server.api.get('/health/system');
    expect((await claim('job-1')).body.worker.workerId).toBe('default');
    expect((await server.api.post('/short/jobs', { jobId: 'job-2' })).status).toBe(409);
    await watch.sweep();
    expect(await health('short', 'default')).toEqual(['UNHEALTHY', 'HEALTHY']);
    const { checks } = await watch.health('short');
    expect(checks[0]).toMatchObject({
      healthy: false,
      message: expect.stringMatching(/^No heartbeat for 1[1-9] s; the lease lasts 10 s$/),
    });
  });

  it('may be longer than the default', async () => {
    await register('long', 86_400);
    await watch.silence(301);
    await watch.sweep();
    expect(await health('short', 'default', 'long')).toEqual(['UNHEALTHY', 'UNHEALTHY', 'HEALTHY']);
    expect((await claim('job-1')).body.worker.workerId).toBe('long');
  });

  it('changes with another registration', async () => {
    await register('short', 600);
    await register('default', 20);
    expect([lengthOf(await beat('short')), lengthOf(await beat('default'))]).toEqual([600, 20]);
    await register('short');
    expect(lengthOf(await beat('short'))).toBe(300);
  });

  it('counts as silence for the guard from a third of its length before its end', async () => {
    for (const workerId of ['a', 'b', 'c']) await register(workerId, 12);
    await watch.silence(9, ['a', 'b', 'c']);
    await watch.silence(13, ['short']);
    await watch.sweep();
    expect((await watch.worker('short')).held).toBe(true);
  });

  it.each([-1, 0, 4, 86_401, 7.5, 'a minute'])('is refused outside its bounds: %p', async (leaseSeconds) => {
    const { status, body } = await server.api.post('/register', { ...registration(), leaseSeconds });
    const message =
      typeof leaseSeconds === 'number' && Number.isInteger(leaseSeconds)
        ? `Lease seconds must be between 5 and 86400, not ${leaseSeconds}`
        : `Lease seconds must be a whole number, not ${JSON.stringify(leaseSeconds)}`;
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { message, errors: [{ field: 'leaseSeconds', message }] },
    });
  });
});

it('The bounds of a lease come from the settings', async () => {
  const server = await startTestServer({
    settings: { 'jobscheduler.worker.min-lease-seconds': 1, 'jobscheduler.worker.max-lease-seconds': 2 },
  });
  const answers = await Promise.all(
    [1, 2, 3].map((leaseSeconds) =>
      server.api.post('/register', registration({ workerId: `w${leaseSeconds}`, leaseSeconds })),
    ),
  );
  await server.close();
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 400]);
});
