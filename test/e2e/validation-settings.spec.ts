import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Registered {
  worker: { id: string };
}

describe('The settings of a registration', () => {
  let server: TestServer;
  afterEach(() => server.close());

  it('move the bounds', async () => {
    server = await startTestServer({
      settings: {
        'jobscheduler.worker.max-concurrent-jobs-limit': 500,
        'jobscheduler.worker.min-load-factor': 0.5,
        'jobscheduler.worker.max-load-factor': 3,
      },
    });
    const within = registration({ maxConcurrentJobs: 500, workerLoadFactor: 3 });
    const beyond = registration({ maxConcurrentJobs: 501, workerLoadFactor: 0.4 });
    expect((await server.api.post('/register', within)).status).toBe(201);
    expect((await server.api.post('/register', beyond)).body).toMatchObject({
      message: 'Max concurrent jobs cannot exceed 500; Worker load factor must be between 0.5 and 3.0',
    });
  });

  it.each([
    ['raise', 1.5, 3, 1.5],
    ['lower', 0.1, 0.5, 0.5],
  ])(
    '%s the load factor of workers that state none into the bounds',
    async (_, min, max, workerLoadFactor) => {
      server = await startTestServer({
        settings: { 'jobscheduler.worker.min-load-factor': min, 'jobscheduler.worker.max-load-factor': max },
      });
      const { body } = await server.api.post('/register', registration());
      expect(body).toMatchObject({ worker: { workerLoadFactor } });
    },
  );

  it.each([
    ['host-name', 'node7', { hostName: 'node7' }, { hostName: 'node7', port: 1 }],
    [
      'host-address',
      '10.0.0.7:9090',
      { hostAddress: '10.0.0.7:9090' },
      { hostAddress: '10.0.0.7', port: 9090 },
    ],
    ['host-address', '0:0:0:0:0:0:0:1', { hostAddress: '::1' }, { hostAddress: '[::1]' }],
  ])('use the %s as workerId: %s', async (identity, workerId, first, again) => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.identity': identity } });
    const body = registration({ workerId: undefined });
    const created = await server.api.post<Registered>('/register', { ...body, ...first });
    const known = await server.api.post<Registered>('/register', { ...body, ...again });
    expect(created).toMatchObject({ status: 201, body: { worker: { workerId } } });
    expect(known).toMatchObject({ status: 200, body: { worker: { id: created.body.worker.id } } });
  });

  it.each([
    ['host-name', {}, 'hostName', 'Host name is required'],
    ['host-address', { hostName: 'node1' }, 'hostAddress', 'Host address is required'],
    [
      'host-name',
      { hostName: 'Jürgens-MBP.local' },
      'hostName',
      'Host name "jürgens-mbp.local" must consist of letters, digits and . _ : @ - and begin with a letter or a digit',
    ],
    [
      'host-name',
      { hostName: 'x'.repeat(200) },
      'hostName',
      'Host name must be at most 128 characters, not 200',
    ],
  ])('with identity %s and %j name %s in errors', async (identity, given, field, fault) => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.identity': identity } });
    const body = registration({ workerId: undefined, ...given });
    const message = `${fault}; the worker is identified by it`;
    expect((await server.api.post('/register', body)).body).toMatchObject({
      status: 400,
      message,
      errors: [{ field, message }],
    });
  });

  it('recognise a machine by any spelling of its name', async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.identity': 'host-name' } });
    const names = ['NODE1.example.org', 'node1.Example.org.', 'node1.example.org:9090'];
    const ids: unknown[] = [];
    for (const hostName of names) {
      const { body } = await server.api.post<Registered>(
        '/register',
        registration({ workerId: undefined, hostName }),
      );
      ids.push(body.worker.id);
    }
    expect(new Set(ids).size).toBe(1);
  });
});
