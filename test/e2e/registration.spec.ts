import { randomUUID } from 'node:crypto';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Registered {
  outcome: string;
  reRegistered: boolean;
  message: string;
  worker: {
    id: string;
    registeredAt: string;
    registrationCount: number;
    incarnation: number;
    status: string;
  };
}

describe('Registration', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const register = (body: Record<string, unknown>) => server.api.post<Registered>('/register', body);
  const rowsOf = async (workerId: string) =>
    (
      await server.database.query('SELECT id FROM worker_registration.worker WHERE worker_id = $1', [
        workerId,
      ])
    ).length;

  it('is 201 the first time and grants a lease', async () => {
    const { status, body } = await register(registration({ workerId: 'first' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      success: true,
      message: 'Worker registered successfully',
      outcome: 'created',
      reRegistered: false,
      worker: {
        workerId: 'first',
        status: 'ACTIVE',
        health: 'HEALTHY',
        lastHeartbeat: null,
        registrationCount: 1,
      },
      heartbeat: { intervalSeconds: expect.any(Number), leaseExpiresAt: expect.any(String) },
      releasedJobs: [],
      warnings: [],
    });
  });

  it('answers the same at the bare prefix, with and without the slash', async () => {
    const bare = await server.api.post('', registration());
    const slash = await server.api.post('/', registration());
    expect([bare.status, slash.status]).toEqual([201, 201]);
  });

  it('returns the id of a known worker and stores the new values, five times in a row', async () => {
    const workerId = randomUUID();
    const first = await register(registration({ workerId, maxConcurrentJobs: 5, tags: 'old' }));
    const answers = [];
    for (const maxConcurrentJobs of [6, 7, 8, 9])
      answers.push(await register(registration({ workerId, maxConcurrentJobs })));
    const last = answers.at(-1)!;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(last.body.worker).toMatchObject({
      id: first.body.worker.id,
      registeredAt: first.body.worker.registeredAt,
      maxConcurrentJobs: 9,
      tags: [],
      registrationCount: 5,
    });
    expect(await rowsOf(workerId)).toBe(1);
  });

  it('creates one record for fifty parallel registrations of one new worker', async () => {
    const body = registration({ workerId: 'raced' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(body)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body: { worker } }) => worker.id)).size).toBe(1);
    expect(await rowsOf('raced')).toBe(1);
  });

  it('refreshes the same process: its reported values are kept', async () => {
    const body = registration({ workerId: 'same-process', bootId: 'boot-1' });
    await register(body);
    await server.api.post('/same-process/heartbeat', {
      status: 'BUSY',
      currentJobCount: 4,
      message: 'at work',
    });
    const { body: again } = await register(body);
    expect(again).toMatchObject({
      outcome: 'refreshed',
      worker: { status: 'BUSY', currentJobCount: 4, message: 'at work', incarnation: 1 },
    });
  });

  it("restarts for another process: reported values are reset, and the old one's heartbeats are refused", async () => {
    await register(registration({ workerId: 'other-process', bootId: 'boot-1' }));
    await server.api.post('/other-process/heartbeat', { status: 'BUSY', currentJobCount: 4, errorCount: 7 });
    const { body: again } = await register(registration({ workerId: 'other-process', bootId: 'boot-2' }));
    const old = await server.api.post('/other-process/heartbeat', { bootId: 'boot-1', currentJobCount: 9 });
    expect(again).toMatchObject({
      outcome: 'restarted',
      message: 'Worker re-registered (reconnected after restart)',
      worker: { status: 'ACTIVE', currentJobCount: 0, errorCount: 0, incarnation: 2 },
    });
    expect(old).toMatchObject({ status: 409, body: { code: 'superseded' } });
    expect((await server.api.get('/other-process')).body).toMatchObject({ currentJobCount: 0 });
  });

  it('resumes for another process that still runs the jobs', async () => {
    await register(registration({ workerId: 'resuming', bootId: 'boot-1' }));
    const { body: again } = await register(
      registration({ workerId: 'resuming', bootId: 'boot-2', activeJobCount: 3 }),
    );
    expect(again).toMatchObject({ outcome: 'resumed', worker: { currentJobCount: 3, availableCapacity: 7 } });
  });

  it('replaces the record by force: 201 and a new id', async () => {
    const first = await register(registration({ workerId: 'forced' }));
    const second = await register(registration({ workerId: 'forced', force: true }));
    expect(second).toMatchObject({
      status: 201,
      body: { outcome: 'replaced', worker: { registrationCount: 1 } },
    });
    expect(second.body.worker.id).not.toBe(first.body.worker.id);
    expect(await rowsOf('forced')).toBe(1);
  });

  it('brings a deregistered worker back under the same id', async () => {
    const first = await register(registration({ workerId: 'returning' }));
    await server.api.post('/returning/deregister');
    const again = await register(registration({ workerId: 'returning' }));
    expect(again).toMatchObject({
      status: 200,
      body: { worker: { id: first.body.worker.id, status: 'ACTIVE' } },
    });
  });

  it('leaves a running worker unchanged when a script registers it in advance', async () => {
    await register(registration({ workerId: 'scripted', bootId: 'boot-1' }));
    await server.api.post('/scripted/heartbeat', { status: 'BUSY', currentJobCount: 2 });
    const { body } = await register(registration({ workerId: 'scripted', expectOnline: false, tags: 'new' }));
    expect(body).toMatchObject({
      outcome: 'refreshed',
      worker: { status: 'BUSY', currentJobCount: 2, tags: ['new'] },
    });
  });

  it('shows a worker that was registered in advance as expected, until its first heartbeat', async () => {
    const early = await register(registration({ workerId: 'early', expectOnline: false }));
    const beaten = await server.api.post('/early/heartbeat', {});
    expect(early.body.worker).toMatchObject({ status: 'INACTIVE', leaseExpiresAt: null });
    expect(beaten.body['worker']).toMatchObject({ status: 'ACTIVE', heartbeatCount: 1 });
  });
});
