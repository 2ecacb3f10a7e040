import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Leaving', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  async function present(workerId: string, currentJobCount = 0) {
    await server.api.post('/register', registration({ workerId }));
    await server.api.post(`/${workerId}/heartbeat`, { currentJobCount });
  }

  it('is 200, and 200 again; the record stays readable', async () => {
    await present('leaver');
    const first = await server.api.post('/leaver/deregister', {
      forceDeregister: false,
      reason: 'Scheduled maintenance',
    });
    const second = await server.api.post('/leaver/deregister');
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await server.api.get('/leaver/status')).body).toMatchObject({
      status: 'INACTIVE',
      reportedStatus: 'ACTIVE',
    });
  });

  it('is refused while jobs are active, with their number', async () => {
    await present('busy', 3);
    const refused = await server.api.post('/busy/deregister', {});
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'jobs_active', message: 'Worker still has 3 active jobs' },
    });
    expect((await server.api.get('/busy')).body).toMatchObject({ status: 'ACTIVE' });
  });

  it('is possible by force, whatever runs', async () => {
    await present('forced', 3);
    const left = await server.api.post('/forced/force-deregister?reason=Emergency%20shutdown');
    const beat = await server.api.post('/forced/heartbeat', {});
    expect(left.status).toBe(200);
    expect(beat).toMatchObject({
      status: 410,
      body: { message: 'Worker was deregistered: Emergency shutdown' },
    });
  });

  it('with a drain is 202, and takes effect with the heartbeat that reports no jobs', async () => {
    await present('drainer', 2);
    const asked = await server.api.post('/drainer/deregister', { drain: true, reason: 'update' });
    const working = await server.api.post('/drainer/heartbeat', { currentJobCount: 1 });
    const done = await server.api.post('/drainer/heartbeat', { currentJobCount: 0 });
    const after = await server.api.post('/drainer/heartbeat', {});
    expect(asked.status).toBe(202);
    expect(working).toMatchObject({
      status: 200,
      body: { worker: { status: 'DRAINING' }, commands: ['drain'] },
    });
    expect(done).toMatchObject({
      status: 200,
      body: { worker: { status: 'INACTIVE', order: null }, commands: ['stop'] },
    });
    expect(after).toMatchObject({ status: 410, body: { message: 'Worker was deregistered: update' } });
  });

  it('with a drain is immediate without jobs, and a restart ends the drain', async () => {
    await present('idle-drainer');
    const left = await server.api.post('/idle-drainer/deregister', { drain: true });
    await present('idle-drainer', 1);
    await server.api.post('/idle-drainer/deregister', { drain: true });
    const again = await server.api.post('/register', registration({ workerId: 'idle-drainer' }));
    expect(left.status).toBe(200);
    expect(again.body['worker']).toMatchObject({ status: 'ACTIVE', order: null });
  });

  it('deletes a record for good: 204, then 404 for everything', async () => {
    await present('deleted');
    const deleted = await server.api.delete('/deleted');
    const after = await Promise.all([
      server.api.delete('/deleted'),
      server.api.get('/deleted'),
      server.api.post('/deleted/heartbeat', {}),
      server.api.post('/deleted/deregister', {}),
    ]);
    expect(deleted.status).toBe(204);
    expect(after.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('gives a deleted worker a new id at its next registration, even in an instance that cached the old one', async () => {
    await present('reborn');
    const old = (await server.api.get<{ id: string }>('/reborn')).body.id;
    await server.database.query('DELETE FROM worker_registration.worker WHERE id = $1', [old]);
    await server.api.post('/register', registration({ workerId: 'reborn' }));
    const beaten = await server.api.post<{ worker: { id: string } }>('/reborn/heartbeat', {});
    expect(beaten.status).toBe(200);
    expect(beaten.body.worker.id).not.toBe(old);
  });
});
