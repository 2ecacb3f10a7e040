import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Listed {
  workers: { workerId: string; presence: string; absence: { reason: string } | null }[];
}

describe('Presence', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    watch = new FleetWatch(server);
    await register('lost', {});
    await watch.lose();
    await register('expected', { expectOnline: false });
    await register('present', {});
    await register('left', {});
    await server.api.post('/left/deregister', { reason: 'Scaled down' });
  });
  afterAll(() => server.close());

  const register = (workerId: string, given: object) =>
    server.api.post('/register', registration({ workerId, bootId: 'boot-1', ...given }));
  const list = async (query: string) =>
    (await server.api.get<Listed>(`/?${query}`)).body.workers.map(({ workerId }) => workerId);

  it('is in every answer about a worker, with the time and the reason of an absence', async () => {
    const { body } = await server.api.get<Listed>('/');
    expect(body.workers.map(({ workerId, presence }) => `${workerId}: ${presence}`)).toEqual([
      'lost: LOST',
      'expected: EXPECTED',
      'present: PRESENT',
      'left: LEFT',
    ]);
    expect(body.workers.map(({ absence }) => absence?.reason)).toEqual([
      expect.stringMatching(/^FAILED for 60 minutes: No heartbeat for 40\d s; the lease lasts 300 s$/),
      undefined,
      undefined,
      'Scaled down',
    ]);
  });

  it('is the same in reads of one worker and in answers to orders', async () => {
    const absence = { since: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/), acknowledged: null };
    const lost = {
      presence: 'LOST',
      status: 'INACTIVE',
      absence: { ...absence, reason: expect.any(String) },
    };
    expect(await watch.worker('lost')).toMatchObject(lost);
    const drained = await server.api.post<{ worker: object }>('/lost/drain', {});
    await server.api.post('/lost/activate');
    expect(drained.body.worker).toMatchObject(lost);
    expect(await watch.worker('present')).toMatchObject({ presence: 'PRESENT', absence: null });
  });

  it('is in the answer to a heartbeat', async () => {
    const { body } = await server.api.post('/present/heartbeat', {});
    expect(body).toMatchObject({ worker: { presence: 'PRESENT', absence: null } });
  });

  it('filters the list', async () => {
    expect(await list('presence=LOST,EXPECTED')).toEqual(['lost', 'expected']);
    expect(await list('presence=present')).toEqual(['present']);
    expect(await list('presence=LEFT&status=INACTIVE')).toEqual(['left']);
  });

  it('is refused by name if unknown', async () => {
    const { status, body } = await server.api.get<{ message: string }>('/?presence=GONE');
    expect(status).toBe(400);
    expect(body.message).toContain('EXPECTED, PRESENT, LEFT, LOST');
  });
});
