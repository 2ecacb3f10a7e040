import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('The life of a worker', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('registers, beats, is read and leaves', async () => {
    const { api } = server;
    const registered = await api.post(
      '/register',
      registration({ workerId: 'life-1', maxConcurrentJobs: 10 }),
    );
    const beaten = await api.post('/life-1/heartbeat', { status: 'BUSY', currentJobCount: 4 });
    const read = await api.get('/life-1');
    const left = await api.post('/life-1/deregister', { forceDeregister: true, reason: 'done' });
    expect(registered).toMatchObject({
      status: 201,
      body: { success: true, outcome: 'created', reRegistered: false },
    });
    expect(beaten).toMatchObject({ status: 200, body: { worker: { status: 'BUSY', availableCapacity: 6 } } });
    expect(read).toMatchObject({
      status: 200,
      body: { workerId: 'life-1', currentJobCount: 4, heartbeatCount: 1 },
    });
    expect(left).toMatchObject({ status: 200, body: { message: 'Worker deregistered successfully' } });
    expect((await api.get('/life-1/status')).body).toMatchObject({ status: 'INACTIVE' });
  });
});
