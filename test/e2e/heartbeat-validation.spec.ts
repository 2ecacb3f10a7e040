import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Beaten {
  worker: Record<string, unknown>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A fresh worker of ten slots, five of them usable, and its heartbeats. */
async function newWorker(): Promise<(body?: unknown) => Promise<Answer<Beaten>>> {
  const body = registration({ maxConcurrentJobs: 10, workerLoadFactor: 0.5 });
  await server.api.post('/register', body);
  return (told) => server.api.post<Beaten>(`/${String(body['workerId'])}/heartbeat`, told);
}

describe('A heartbeat that does not fit', () => {
  let beat: (body?: unknown) => Promise<Answer<Beaten>>;
  beforeAll(async () => {
    beat = await newWorker();
  });

  const STATUS = 'Status must be one of ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR';
  it.each([
    ['status', 'INACTIVE', STATUS],
    ['status', 'DRAINING', STATUS],
    ['status', 'busy', STATUS],
    ['status', 1, STATUS],
    ['currentJobCount', -1, 'Current job count must be between 0 and 2147483647'],
    ['currentJobCount', 1.5, 'Current job count must be a whole number'],
    ['currentJobCount', '3', 'Current job count must be a whole number'],
    ['availableCapacity', -1, 'Available capacity must be between 0 and 2147483647'],
    ['cpuUsage', 101, 'CPU usage must be between 0 and 100'],
    ['cpuUsage', -0.1, 'CPU usage must be between 0 and 100'],
    ['memoryUsage', 100.1, 'Memory usage must be between 0 and 100'],
    ['memoryUsage', '50%', 'Memory usage must be a number'],
    ['errorCount', -1, 'Error count must be between 0 and 2147483647'],
    ['eventLoopLagMs', -1, 'Event loop lag must be between 0 and 2147483647'],
    ['message', 'x'.repeat(1001), 'Message must be at most 1000 characters, not 1001'],
    ['message', 'a\u0000', 'Message must not contain NUL characters or broken Unicode'],
    ['bootId', 'x'.repeat(65), 'Boot ID must be at most 64 characters, not 65'],
    ['incarnation', 0, 'Incarnation must be between 1 and 2147483647'],
    ['droppedJobs', 'job-1', 'Dropped jobs must be a list'],
  ])('says of %s what is wrong (%#)', async (field, value, message) => {
    const { status, body } = await beat({ [field]: value });
    expect({ status, ...body }).toMatchObject({ status: 400, message, errors: [{ field, message }] });
  });

  it('changes nothing', async () => {
    await beat({ status: 'BUSY', currentJobCount: 2 });
    await beat({ status: 'IDLE', currentJobCount: -1 });
    const { body } = await beat();
    expect(body.worker).toMatchObject({ status: 'BUSY', currentJobCount: 2, heartbeatCount: 2 });
  });
});

describe('A heartbeat', () => {
  const report = {
    status: 'BUSY',
    currentJobCount: 3,
    availableCapacity: 1,
    cpuUsage: 45.5,
    memoryUsage: 100,
    errorCount: 2,
    message: 'x'.repeat(1000),
  };

  it.each([
    ['an empty object', {}],
    ['no body', undefined],
    ['null', null],
    [
      'fields that are null',
      { status: null, currentJobCount: null, availableCapacity: null, cpuUsage: null },
    ],
  ])('with %s renews the lease and keeps what was reported', async (_what, body) => {
    const beat = await newWorker();
    const reported = await beat(report);
    const renewed = await beat(body);
    expect(renewed.status).toBe(200);
    expect(renewed.body.worker).toMatchObject({ ...report, heartbeatCount: 2 });
    expect(renewed.body.worker['leaseExpiresAt']).not.toBe(reported.body.worker['leaseExpiresAt']);
  });

  it.each([
    [{ currentJobCount: 3 }, 2],
    [{ currentJobCount: 5 }, 0],
    [{ currentJobCount: 8 }, 0],
    [{ currentJobCount: 12 }, 0],
    [{ currentJobCount: 3, availableCapacity: 0 }, 0],
    [{ availableCapacity: 4 }, 4],
    [{ status: 'IDLE' }, 5],
  ])('%j leaves %d free slots of five usable ones', async (told, availableCapacity) => {
    const beat = await newWorker();
    const { status, body } = await beat(told);
    expect({ status, ...body }).toMatchObject({ status: 200, worker: { ...told, availableCapacity } });
  });

  it('with more jobs than the limit is taken, and is a fault of the capacity check', async () => {
    const beat = await newWorker();
    const { workerId } = (await beat({ currentJobCount: 12 })).body.worker;
    const { body } = await server.api.get(`/${String(workerId)}/health`);
    expect(body).toMatchObject({ healthy: false });
    expect(body['checks']).toContainEqual({
      name: 'capacity',
      healthy: false,
      message: '12 jobs, more than the limit of 10',
    });
  });

  it.each([0, 0.004, 100])('takes a CPU usage of %d', async (cpuUsage) => {
    const beat = await newWorker();
    const { body } = await beat({ cpuUsage });
    expect(body.worker['cpuUsage']).toBeCloseTo(cpuUsage);
  });

  it('takes a CPU usage of next to nothing', async () => {
    const beat = await newWorker();
    expect((await beat({ cpuUsage: 1e-50 })).body).toMatchObject({ worker: { cpuUsage: 0 } });
  });

  it('of an unknown worker is told so', async () => {
    const { status, body } = await server.api.post('/nobody/heartbeat', {});
    expect({ status, ...body }).toMatchObject({ status: 404, message: 'Worker not registered' });
  });
});
