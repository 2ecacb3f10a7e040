import { fleet, registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

type Json = Record<string, unknown>;

interface Summary {
  overall: string;
  reasons: string[];
}

interface Figures {
  readonly [name: string]: number;
}

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `worker-${from + index}`);

describe('Losses', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    watch = new FleetWatch(server);
  });
  afterEach(() => server.close());

  const register = (size: number) =>
    server.api.post(
      '/register/batch',
      fleet(size, (index) => ({ bootId: 'boot-1', zone: `zone-${index % 4}` })),
    );
  /** The summary once its figures are newer than everything before. */
  const summary = async (overall: string, reason = '') => {
    let found: Summary | undefined;
    await until(async () => {
      found = (await server.api.get<Summary>('/health/summary')).body;
      return found.overall === overall && found.reasons.join().includes(reason);
    });
    return found!;
  };
  const figures = async () => (await server.api.get<Figures>('/health/system')).body;
  const acknowledge = (body: Json) =>
    server.api.post<Json & { total: number; skipped: string[] }>('/losses/acknowledge', body);
  const typesOf = async (workerId: string) => (await watch.events(workerId)).map(({ type }) => type);

  it('120 of 500 keep the fleet DEGRADED, with the reason, until they are acknowledged', async () => {
    await register(500);
    await watch.lose(names(0, 120));
    expect(await summary('DEGRADED', 'lost')).toMatchObject({
      reasons: [
        expect.stringMatching(
          /^120 workers were lost since 20\S+Z and have not been acknowledged: restore, delete or acknowledge them$/,
        ),
      ],
      lostSince: expect.stringMatching(/^20[\d:T-]+\.\d{3}Z$/),
    });
    expect(await figures()).toMatchObject({
      totalWorkers: 500,
      lostWorkers: 120,
      unacknowledgedLosses: 120,
      inactiveWorkers: 120,
      systemHealthPercentage: 76,
    });
    const { body } = await acknowledge({ reason: 'The rack was dismantled' });
    expect(body).toMatchObject({ total: 120, message: 'The loss of 120 workers is acknowledged' });
    expect((await summary('HEALTHY')).reasons).toEqual([]);
    expect(await figures()).toMatchObject({
      totalWorkers: 500,
      lostWorkers: 120,
      unacknowledgedLosses: 0,
      systemHealthPercentage: 100,
    });
  });

  it('of 499 workers make the fleet CRITICAL, and all that are acknowledged leave it EMPTY', async () => {
    await register(499);
    await watch.lose();
    expect((await summary('CRITICAL', 'lost')).reasons).toEqual([
      '499 of 499 workers were lost, more than half',
      expect.stringMatching(
        /^499 workers were lost since .* and have not been acknowledged: restore, delete or acknowledge them$/,
      ),
    ]);
    expect(await figures()).toMatchObject({ lostWorkers: 499, systemHealthPercentage: 0 });
    await acknowledge({ reason: 'Moved to another cluster' });
    expect((await summary('EMPTY')).reasons).toEqual([
      'No worker is registered any longer: 499 lost and acknowledged or long gone',
    ]);
  });

  it('need no attention after the hours of the setting', async () => {
    await register(5);
    await watch.lose(['worker-0']);
    await summary('DEGRADED');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET presence_since = now() - interval '25 hours' WHERE presence = 'LOST'`,
    );
    await summary('HEALTHY');
    expect(await figures()).toMatchObject({ lostWorkers: 1, systemHealthPercentage: 100 });
  });

  it('end with the return of the worker; a further loss is a new one', async () => {
    await register(5);
    await watch.lose(['worker-0']);
    await acknowledge({ reason: 'Known' });
    await server.api.post('/worker-0/heartbeat', {});
    expect(await watch.worker('worker-0')).toMatchObject({ presence: 'PRESENT', absence: null });
    await watch.lose(['worker-0']);
    await summary('DEGRADED');
    await server.api.post('/worker-0/heartbeat', {});
    await summary('HEALTHY');
  });

  it('are acknowledged one by one, with a reason; the first acknowledgement stays', async () => {
    await register(5);
    await watch.lose(['worker-0']);
    const first = await server.api.post<Json>('/worker-0/acknowledge', { reason: 'Burnt' });
    const again = await server.api.post<Json>('/worker-0/acknowledge', { reason: 'Burnt twice' });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(first.body).toMatchObject({ message: 'The loss of the worker is acknowledged' });
    expect(again.body).toMatchObject({
      message: 'The loss was already acknowledged by operator: Burnt',
      worker: { presence: 'LOST', absence: { acknowledged: { by: 'operator', reason: 'Burnt' } } },
    });
    expect((await watch.events('worker-0')).at(-1)).toMatchObject({
      type: 'loss-acknowledged',
      detail: { reason: 'Burnt' },
    });
    expect((await typesOf('worker-0')).filter((type) => type === 'loss-acknowledged')).toHaveLength(1);
    await summary('HEALTHY');
  });

  it('are acknowledged by zone or by name, with an event for each; other names are listed', async () => {
    await register(12);
    await watch.lose(names(0, 8));
    const zone = await acknowledge({ reason: 'Zone closed', zone: 'zone-1' });
    const named = await acknowledge({
      reason: 'Known',
      workerIds: ['worker-0', 'worker-1', 'worker-9', 'no'],
    });
    expect([zone.body.total, named.body.total]).toEqual([2, 1]);
    expect(named.body.skipped).toEqual(['worker-1', 'worker-9', 'no']);
    expect((await typesOf('worker-5')).at(-1)).toBe('loss-acknowledged');
    expect((await typesOf('worker-2')).at(-1)).toBe('cleaned-up');
    expect(await figures()).toMatchObject({ lostWorkers: 8, unacknowledgedLosses: 5 });
  });

  it('are not acknowledged without a reason, for present workers, and for unknown ones', async () => {
    await register(1);
    const without = await server.api.post<Json>('/losses/acknowledge', {});
    const empty = await server.api.post<Json>('/worker-0/acknowledge', { reason: ' ' });
    const present = await server.api.post<Json>('/worker-0/acknowledge', { reason: 'Known' });
    const unknown = await server.api.post<Json>('/nobody/acknowledge', { reason: 'Known' });
    expect([without.status, empty.status, present.status, unknown.status]).toEqual([400, 400, 409, 404]);
    expect(without.body['message']).toContain('Reason is required');
    expect(present.body).toMatchObject({
      code: 'worker_not_lost',
      message: 'The worker is not lost; its presence is PRESENT',
    });
  });

  it('end when the record is deleted or restored', async () => {
    await register(6);
    await server.api.post('/worker-1/heartbeat', {});
    await watch.lose(['worker-0', 'worker-1']);
    await summary('DEGRADED');
    await server.api.delete('/worker-0');
    const { body } = await server.api.post<Json>('/worker-1/restore', { reason: 'Host is repaired' });
    expect(body).toMatchObject({
      message: 'The worker is expected again',
      worker: { presence: 'EXPECTED', status: 'INACTIVE', zone: 'zone-1', absence: null },
    });
    expect((await watch.health('worker-1')).description).toBe(
      'Expected, but not seen since it was lost or left',
    );
    await summary('HEALTHY');
    expect((await watch.events('worker-1')).at(-1)).toMatchObject({
      type: 'restored',
      detail: { from: 'LOST', reason: 'Host is repaired' },
    });
  });
});

describe('A registry without present workers', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
  });
  afterEach(() => server.close());

  const verdict = async () => {
    const { overall, reasons } = (await server.api.get<Summary>('/health/summary')).body;
    return [overall, ...reasons];
  };

  it('is EMPTY without any record', async () => {
    expect(await verdict()).toEqual([
      'EMPTY',
      'No worker is registered; a worker registers itself by POST /register',
    ]);
  });

  it('is EMPTY when all workers have left', async () => {
    await server.api.post('/register', registration({ workerId: 'left' }));
    await server.api.post('/left/deregister', {});
    expect(await verdict()).toEqual(['EMPTY', 'No worker is registered any longer: 1 left']);
  });

  it('is HEALTHY while workers are expected', async () => {
    await server.api.post('/register', registration({ expectOnline: false }));
    expect(await verdict()).toEqual(['HEALTHY']);
  });
});
