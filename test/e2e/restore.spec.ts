import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Restore', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  const register = (workerId: string, given: object = {}) =>
    server.api.post<{ worker: { id: string } }>(
      '/register',
      registration({ workerId, bootId: 'b', ...given }),
    );
  const restore = (workerId: string) => server.api.post(`/${workerId}/restore`, {});

  it('expects a deregistered worker again: its heartbeats are accepted, and it keeps its id', async () => {
    const { id } = (await register('left', { tags: ['gpu'] })).body.worker;
    await server.api.post('/left/deregister', {});
    const refused = await server.api.post('/left/heartbeat', {});
    const restored = await restore('left');
    const again = await restore('left');
    expect([refused.status, restored.status, again.status]).toEqual([410, 200, 200]);
    expect(again.body['message']).toBe('The worker was already expected');
    await server.api.post('/left/heartbeat', {});
    expect(await watch.worker('left')).toMatchObject({ id, presence: 'PRESENT', tags: ['gpu'] });
  });

  it('ends the drain with which the worker left, and keeps other orders', async () => {
    await register('drained');
    await register('ordered');
    await server.api.post('/drained/heartbeat', { currentJobCount: 1 });
    await server.api.post('/drained/deregister', { drain: true });
    await server.api.post('/drained/heartbeat', { currentJobCount: 0 });
    await server.api.post('/ordered/maintenance', { reason: 'Disk' });
    await server.api.post('/ordered/deregister', {});
    const answers = [await restore('drained'), await restore('ordered')];
    expect(answers.map(({ body }) => body['worker'])).toMatchObject([
      { presence: 'EXPECTED', order: null },
      { presence: 'EXPECTED', order: { kind: 'MAINTENANCE', reason: 'Disk' } },
    ]);
  });

  it('is refused for present workers and unknown ones', async () => {
    await register('present');
    const present = await restore('present');
    const unknown = await restore('nobody');
    expect([present.status, present.body['code']]).toEqual([409, 'worker_present']);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'worker_not_registered']);
  });
});
