import { fleet } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Summary {
  overall: string;
  guards: Record<string, unknown>[];
}

const HELD = ['UNHEALTHY', true, 0];
const FROM_ZERO = [
  ['UNHEALTHY', false, 0],
  ['UNHEALTHY', false, 1],
  ['UNHEALTHY', false, 2],
  ['FAILED', false, 3],
];

describe('A zone whose workers mostly fall silent together', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
    const workers = fleet(20, (index) => ({ bootId: 'boot-1', zone: index < 10 ? 'eu-1' : 'eu-2' }));
    await server.api.post('/register/batch', workers);
  });
  afterEach(() => server.close());

  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `worker-${from + index}`);
  const beat = (workerIds: readonly string[]) =>
    server.api.post(
      '/heartbeat/batch',
      workerIds.map((workerId) => ({ workerId })),
    );
  const guardEvents = async () =>
    (await watch.events()).filter(({ type }) => type.startsWith('guard')).map(({ type }) => type);
  const summary = async () => (await server.api.get<Summary>('/health/summary')).body;
  const sweeps = async (count: number) => {
    for (let sweep = 0; sweep < count; sweep += 1) await watch.sweep();
  };
  /** Maximum duration of a guard. */
  const timePasses = (scope: 'zone' | 'fleet') =>
    server.database.query(
      `UPDATE worker_registration.guard SET since = since - interval '30 minutes' WHERE scope = $1`,
      [scope],
    );
  /** What becomes of one of them, sweep by sweep. */
  const judgedBy = async (count: number) => {
    const seen = [];
    for (let sweep = 0; sweep < count; sweep += 1) {
      await watch.sweep();
      const { health, held, consecutiveFailures } = await watch.worker('worker-0');
      seen.push([health, held, consecutiveFailures]);
    }
    return seen;
  };

  it('is held, with a reason, while the other zone is evaluated as usual', async () => {
    await watch.silence(301, [...names(0, 8), 'worker-10']);
    await sweeps(4);
    expect(await watch.worker('worker-0')).toMatchObject({
      health: 'UNHEALTHY',
      status: 'ACTIVE',
      held: true,
      consecutiveFailures: 0,
    });
    expect(await watch.worker('worker-10')).toMatchObject({ health: 'FAILED', held: false });
    expect(await watch.counts()).toEqual({ HEALTHY: 11, UNHEALTHY: 8, FAILED: 1, held: 8 });
    expect(await summary()).toMatchObject({
      overall: 'CRITICAL',
      guards: [{ scope: 'zone', zone: 'eu-1', state: 'HOLDING', silent: 8, total: 10, percent: 80 }],
    });
    expect(await guardEvents()).toEqual(['guard-engaged']);
  });

  it('keeps the failure count of workers that were UNHEALTHY before', async () => {
    await watch.silence(301, 'worker-0');
    await sweeps(2);
    await watch.silence(301, names(1, 8));
    await sweeps(3);
    expect(await watch.worker('worker-0')).toMatchObject({
      health: 'UNHEALTHY',
      held: true,
      consecutiveFailures: 2,
    });
  });

  it('is released once most workers are back; the count of silent ones continues', async () => {
    await watch.silence(301, 'worker-0');
    await sweeps(1);
    await watch.silence(301, names(1, 8));
    await sweeps(3);
    await beat(names(2, 8));
    await watch.sweep();
    const after = await watch.worker('worker-0');
    await sweeps(1);
    expect(after).toMatchObject({ health: 'UNHEALTHY', held: false, consecutiveFailures: 2 });
    expect(await watch.worker('worker-0')).toMatchObject({ health: 'FAILED', consecutiveFailures: 3 });
    expect(await watch.worker('worker-2')).toMatchObject({ health: 'HEALTHY', held: false });
    expect(await guardEvents()).toEqual(['guard-engaged', 'guard-ended']);
  });

  it('is evaluated from zero once the guard is spent, and the same silence engages no other guard', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(2);
    await timePasses('zone');
    expect(await judgedBy(4)).toEqual(FROM_ZERO);
    expect(await guardEvents()).toEqual(['guard-engaged', 'guard-spent']);
  });

  it('is evaluated from zero even if the sweep that spent the guard was interrupted', async () => {
    await watch.silence(301, names(0, 10));
    await sweeps(2);
    await server.database.query(
      `UPDATE worker_registration.guard SET state = 'SPENT', since = now() WHERE scope = 'zone'`,
    );
    expect(await judgedBy(4)).toEqual(FROM_ZERO);
    expect(await guardEvents()).toEqual(['guard-engaged']);
  });

  it('is evaluated from zero once the later guard of the fleet is spent too', async () => {
    await watch.silence(301, names(0, 10));
    await sweeps(1);
    await watch.silence(301, names(10, 13));
    await sweeps(1);
    await timePasses('zone');
    expect(await judgedBy(2)).toEqual([HELD, HELD]);
    await watch.sweepAgain();
    await timePasses('fleet');
    expect(await judgedBy(4)).toEqual(FROM_ZERO);
    expect(await guardEvents()).toEqual(['guard-engaged', 'guard-engaged', 'guard-spent', 'guard-spent']);
  });

  it('can be held again for workers that fell silent later while the fleet was held', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(2);
    await timePasses('zone');
    await sweeps(1);
    await timePasses('zone');
    await beat(names(1, 8));
    await watch.silence(301, [...names(1, 6), ...names(10, 20)]);
    await sweeps(1);
    await watch.silence(301, 'worker-6');
    await sweeps(1);
    const { guards } = await summary();
    expect(guards.find(({ scope }) => scope === 'fleet')).toMatchObject({ state: 'HOLDING' });
    expect(guards.find(({ zone }) => zone === 'eu-1')).toMatchObject({ state: 'HOLDING', silent: 6 });
  });

  it('can be held again for a later silence', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(2);
    await timePasses('zone');
    await sweeps(1);
    await beat(names(0, 10));
    await watch.sweep();
    await watch.silence(301, names(0, 8));
    await sweeps(3);
    expect(await watch.counts()).toMatchObject({ FAILED: 0, held: 8 });
  });

  it('is held by the guard of the fleet if the whole fleet is silent', async () => {
    await watch.silence(301, [...names(0, 6), ...names(10, 16)]);
    await sweeps(4);
    expect(await watch.counts()).toMatchObject({ FAILED: 0, held: 12 });
  });

  it('is held as soon as its first leases expire', async () => {
    await watch.silence(275, names(1, 10));
    await watch.silence(301, 'worker-0');
    await sweeps(4);
    expect(await watch.worker('worker-0')).toMatchObject({ health: 'UNHEALTHY', held: true });
    expect(await watch.worker('worker-1')).toMatchObject({ health: 'HEALTHY', held: false });
  });

  it('does not hold workers that left', async () => {
    await watch.silence(301, names(0, 8));
    await sweeps(1);
    const { body } = await server.api.post<{ worker: object }>('/worker-0/force-deregister?reason=gone');
    expect(body).toMatchObject({ success: true });
    expect(await watch.worker('worker-0')).toMatchObject({ status: 'INACTIVE', held: false });
  });

  it('is not cleaned up', async () => {
    await watch.silence(301, 'worker-0');
    await sweeps(3);
    await server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = health_since - interval '1 hour',
         presence_since = presence_since - interval '1 hour' WHERE health = 'FAILED'`,
    );
    await watch.silence(301, names(1, 9));
    await sweeps(1);
    const cleaned = await server.api.post<{ total: number }>('/cleanup/failed');
    expect(cleaned.body.total).toBe(0);
  });
});

describe('Without the guard', () => {
  it('a zone that falls silent is failed', async () => {
    const server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    const watch = new FleetWatch(server);
    await server.api.post(
      '/register/batch',
      fleet(10, () => ({ bootId: 'boot-1', zone: 'eu-1' })),
    );
    await watch.silence(301);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    const counts = await watch.counts();
    await server.close();
    expect(counts).toEqual({ HEALTHY: 0, UNHEALTHY: 0, FAILED: 10, held: 0 });
  });
});
