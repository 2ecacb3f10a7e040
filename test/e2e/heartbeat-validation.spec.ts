import { registration } from '../factories/registration.factory.js';
import type { Answer } from '../support/api-client.js';
import { FleetWatch } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface Beaten {
  worker: Record<string, unknown>;
  warnings: string[];
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

describe('An invalid field of a heartbeat', () => {
  const REPORTED = { status: 'BUSY', currentJobCount: 2, cpuUsage: 10, message: 'before' };
  const STATUS = 'Status must be one of ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR';
  it.each([
    ['status', 'INACTIVE', `${STATUS}, not "INACTIVE"`],
    ['status', 'DRAINING', `${STATUS}, not "DRAINING"`],
    ['status', 'resting', `${STATUS}, not "resting"`],
    ['status', 1, `${STATUS}, not 1`],
    ['currentJobCount', -1, 'Current job count must be between 0 and 2147483647, not -1'],
    ['currentJobCount', 1.5, 'Current job count must be a whole number, not 1.5'],
    ['currentJobCount', 'three', 'Current job count must be a whole number, not "three"'],
    ['availableCapacity', -1, 'Available capacity must be between 0 and 2147483647, not -1'],
    ['cpuUsage', -0.1, 'CPU usage must be a number of at least 0, not -0.1'],
    ['cpuUsage', 1e300, 'CPU usage must be a number of at least 0, not 1e+300'],
    ['memoryUsage', '50%', 'Memory usage must be a number of at least 0, not "50%"'],
    ['errorCount', 99_999_999_999, 'Error count must be between 0 and 2147483647, not 99999999999'],
    ['eventLoopLagMs', -1, 'Event loop lag must be between 0 and 2147483647, not -1'],
    ['message', 5, 'Message must be text, not 5'],
    ['bootId', 'x'.repeat(65), 'Boot ID must be at most 64 characters, not 65'],
    ['bootId', ' ', 'Boot ID must not begin or end with spaces'],
    ['bootId', '', 'Boot ID must not be empty'],
    ['bootId', ['b'], 'Boot ID must be text, not a list'],
    ['incarnation', 0, 'Incarnation must be between 1 and 2147483647, not 0'],
    ['droppedJobs', 'job-1', 'Dropped jobs must be a list, not "job-1"'],
  ])('%s: %j is dropped and named, and the lease is renewed', async (field, value, message) => {
    const beat = await newWorker();
    await beat(REPORTED);
    const { status, body } = await beat({ [field]: value });
    expect({ status, ...body }).toMatchObject({
      status: 200,
      worker: { ...REPORTED, heartbeatCount: 2 },
      warnings: [`${field} was dropped: ${message}`],
    });
  });

  it('affects no valid field', async () => {
    const beat = await newWorker();
    const { body } = await beat({ status: 'BUSY', currentJobCount: -1, cpuUsage: 'high', colour: 'red' });
    expect(body).toMatchObject({
      worker: { status: 'BUSY', currentJobCount: 0, cpuUsage: null },
      warnings: [
        'currentJobCount was dropped: Current job count must be between 0 and 2147483647, not -1',
        'cpuUsage was dropped: CPU usage must be a number of at least 0, not "high"',
        'Unknown field "colour" was dropped',
      ],
    });
  });

  it('is kept in part: a long message is cut, and valid jobs are kept', async () => {
    const beat = await newWorker();
    const { body } = await beat({ message: `${'x'.repeat(999)}😀`, droppedJobs: ['a', 5, 'b'] });
    expect(body.worker['message']).toBe('x'.repeat(999));
    expect(body.warnings).toEqual([
      'message was cut to 1000 characters of 1001: Message must be at most 1000 characters, not 1001',
      'droppedJobs lost 1 of 3 items: Job ID must be text, not 5',
    ]);
    expect((await beat({ message: 'a\u0000b' })).body.worker['message']).toBe('a�b');
  });

  it('affects no other item of a batch, and is named in its result', async () => {
    const one = (await (await newWorker())()).body.worker['workerId'];
    const { body } = await server.api.post('/heartbeat/batch', [
      { workerId: one, cpuUsage: -1, currentJobCount: '3' },
      { workerId: one, status: 'idle' },
    ]);
    expect(body['results']).toMatchObject([
      { status: 200, warnings: ['cpuUsage was dropped: CPU usage must be a number of at least 0, not -1'] },
      { status: 200 },
    ]);
    const { body: worker } = await server.api.get(`/${String(one)}`);
    expect(worker).toMatchObject({ status: 'IDLE', currentJobCount: 3 });
  });

  it('is named in the health report', async () => {
    const beat = await newWorker();
    const workerId = String((await beat()).body.worker['workerId']);
    const report = async () => (await server.api.get(`/${workerId}/health`)).body;
    expect(await report()).toMatchObject({ lastDroppedField: null, lastRefusal: null });
    await beat({ cpuUsage: 'high' });
    await until(async () => (await report())['lastDroppedField'] !== null);
    expect(await report()).toMatchObject({
      healthy: true,
      lastDroppedField: {
        at: expect.stringMatching(/Z$/),
        field: 'cpuUsage',
        message: 'cpuUsage was dropped: CPU usage must be a number of at least 0, not "high"',
      },
    });
  });
});

describe('A heartbeat that is refused', () => {
  it.each([
    ['an array', [1], 'The body must be a JSON object, not an array'],
    ['a number', 5, 'The body must be a JSON object, not a number'],
  ])(
    'for being %s is no sign of life, and the report does not call the worker silent',
    async (_what, body, message) => {
      const beat = await newWorker();
      const workerId = String((await beat()).body.worker['workerId']);
      await new FleetWatch(server).silence(600, workerId);
      expect((await beat(body)).body).toMatchObject({ status: 400, message });
      await beat(body);
      const report = async () => (await server.api.get(`/${workerId}/health`)).body;
      await until(async () => (await report())['lastRefusal'] !== null);
      expect(await report()).toMatchObject({
        healthy: false,
        lastRefusal: { count: 2, code: 'validation_failed', message },
        description: expect.stringMatching(
          /^2 heartbeats were refused since the last one that was accepted \d+ s ago; the lease lasts 300 s: The body/,
        ),
      });
      await beat({});
      expect(await report()).toMatchObject({ healthy: true, lastRefusal: { count: 2 } });
    },
  );

  it('for its media type is counted once', async () => {
    const headers = { 'content-type': 'text/plain' };
    const workerId = String((await (await newWorker())()).body.worker['workerId']);
    await new FleetWatch(server).silence(600, workerId);
    await fetch(`${server.url}/api/v1/worker-registration/${workerId}/heartbeat`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    const report = async () => (await server.api.get(`/${workerId}/health`)).body;
    await until(async () => (await report())['lastRefusal'] !== null);
    expect(await report()).toMatchObject({
      lastRefusal: { count: 1, code: 'unsupported_media_type' },
      description: expect.stringMatching(/^1 heartbeat was refused/),
    });
  });

  it('for a wrong fence is counted too', async () => {
    const { body: made } = await server.api.post('/register', registration({ bootId: 'new' }));
    const { workerId } = made['worker'] as { workerId: string };
    await server.api.post(`/${workerId}/heartbeat`, { bootId: 'old', cpuUsage: 'high' });
    const report = async () => (await server.api.get(`/${workerId}/health`)).body;
    await until(async () => (await report())['lastRefusal'] !== null);
    expect((await report())['lastRefusal']).toMatchObject({ count: 1, code: 'superseded' });
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

  it('with more jobs than the limit is accepted, and the capacity check fails', async () => {
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

  it.each([
    [{ status: 'busy' }, { status: 'BUSY' }],
    [{ status: ' Idle ' }, { status: 'IDLE' }],
    [{ currentJobCount: '2' }, { currentJobCount: 2 }],
    [{ errorCount: ' 7 ' }, { errorCount: 7 }],
    [{ cpuUsage: '45.5' }, { cpuUsage: 45.5 }],
    [{ memoryUsage: 100.1 }, { memoryUsage: 100.1 }],
  ])('reads %j as %j without a warning', async (told, meant) => {
    const { status, body } = await (await newWorker())(told);
    expect({ status, ...body }).toMatchObject({ status: 200, worker: meant, warnings: [] });
  });

  it('recognises its process by a bootId in any spelling', async () => {
    const { body } = await server.api.post('/register', registration({ bootId: 1_732_838_400 }));
    const { workerId } = body['worker'] as { workerId: string };
    const statuses = [1_732_838_400, '1732838400', ' 1732838400 ', '1732838401'].map(
      async (bootId) => (await server.api.post(`/${workerId}/heartbeat`, { bootId })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 409]);
  });

  it.each([0, 0.004, 100, 145.2, 1e6])('accepts a CPU usage of %d', async (cpuUsage) => {
    const beat = await newWorker();
    const { body } = await beat({ cpuUsage });
    expect(body.worker['cpuUsage']).toBeCloseTo(cpuUsage);
  });

  it('accepts a CPU usage close to zero', async () => {
    const beat = await newWorker();
    expect((await beat({ cpuUsage: 1e-50 })).body).toMatchObject({ worker: { cpuUsage: 0 } });
  });

  it('of an unknown worker gets 404', async () => {
    const { status, body } = await server.api.post('/nobody/heartbeat', {});
    expect({ status, ...body }).toMatchObject({ status: 404, message: 'Worker not registered' });
  });
});
