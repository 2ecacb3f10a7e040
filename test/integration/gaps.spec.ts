import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Leases of 30 s: a heartbeat is expected every 10 s, and a retry takes up to 15 s. */
const RULES = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.heartbeat-timeout-minutes': 0.5,
  'jobscheduler.worker.guard-max-minutes': 30,
  'jobscheduler.worker.guard-min-workers': 2,
};

describe('Gaps of several instances', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({ settings: RULES });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  /** Inserts an instance; times are seconds ago. */
  const instance = (number: number, seen: number, heir: number | null = null, gone: number | null = null) =>
    server.database.query(
      `WITH made AS (
         INSERT INTO worker_registration.instance (number, name, started_at, seen_at, heir, gap_until)
         VALUES ($1, 'other', now() - interval '1 hour', now() - make_interval(secs => $2), $3, now() - make_interval(secs => $4))
       )
       INSERT INTO worker_registration.gap
       SELECT $1, now() - make_interval(secs => $2), now() - make_interval(secs => $4) WHERE $3::integer IS NOT NULL`,
      [number, seen, heir, gone],
    );
  const own = async () => {
    const [row] = await server.database.query<{ number: number }>(
      'SELECT max(number) AS number FROM worker_registration.instance WHERE number < 100',
    );
    return row!.number;
  };
  /** Registers a worker whose last sign of life was this many seconds ago, at an instance. */
  const worker = async (workerId: string, heard: number, by: number, leaseSeconds?: number) => {
    await server.api.post('/register', registration({ workerId, leaseSeconds }));
    await watch.silence(heard, workerId);
    await server.database.query(
      `UPDATE worker_registration.worker_state SET taken_by = $2
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = $1)`,
      [workerId, by],
    );
  };
  const verdicts = async (...workerIds: string[]) => {
    await watch.sweep();
    return Promise.all(workerIds.map(async (workerId) => (await watch.worker(workerId)).health));
  };
  beforeEach(async () => {
    for (const table of ['gap', 'worker_gap', 'guard', 'worker'])
      await server.database.query(`DELETE FROM worker_registration.${table}`);
    await server.database.query('DELETE FROM worker_registration.instance WHERE number > 99');
  });

  it('add up if the heir of an instance is gone as well', async () => {
    await instance(101, 56, 102, 55);
    await instance(102, 43, await own(), 20);
    await worker('between', 57, 101);
    await worker('dead', 150, 101);
    expect(await verdicts('between', 'dead')).toEqual(['HEALTHY', 'UNHEALTHY']);
  });

  it('make silences uncertain that began after the last sign of life of an instance that the worker may have switched to', async () => {
    await instance(103, 25, await own(), 10);
    await worker('turned', 34, await own());
    await worker('silent-before', 37, await own());
    expect(await verdicts('turned', 'silent-before')).toEqual(['HEALTHY', 'UNHEALTHY']);
  });

  it("of others do not affect checks of a worker's own reports", async () => {
    await instance(104, 8);
    await worker('reporting', 0, await own());
    await server.api.post('/reporting/heartbeat', { status: 'ERROR' });
    expect(await verdicts('reporting')).toEqual(['UNHEALTHY']);
  });

  it('count for their duration and one retry time only', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.gap VALUES ($1, now() - interval '54 seconds', now() - interval '44 seconds')`,
      [await own()],
    );
    await worker('heard-shortly-before', 53, await own());
    await worker('dead-long-before', 57, await own());
    expect(await verdicts('heard-shortly-before', 'dead-long-before')).toEqual(['HEALTHY', 'UNHEALTHY']);
  });

  it.each([
    ['10 s', 10, [20, 10], 24, 28],
    ['10 minutes', 600, [100, 90], 642, 648],
    ['a day', 86_400, [3000, 1000], 88_432, 88_438],
  ] as const)(
    'extend a lease of %s by their duration and one retry time of its worker',
    async (_length, leaseSeconds, [from, until], alive, dead) => {
      await server.database.query(
        `INSERT INTO worker_registration.gap
         VALUES ($1, now() - make_interval(secs => $2), now() - make_interval(secs => $3))`,
        [await own(), from, until],
      );
      await worker('alive', alive, await own(), leaseSeconds);
      await worker('dead', dead, await own(), leaseSeconds);
      expect(await verdicts('alive', 'dead')).toEqual(['HEALTHY', 'UNHEALTHY']);
    },
  );

  it('extend leases of more lengths than are listed as if they were the longest', async () => {
    const lengths = Array.from({ length: 40 }, (_, index) => registration({ leaseSeconds: 101 + index }));
    await server.api.post(
      '/register/batch',
      lengths.map((each, index) => ({ ...each, workerId: `w${index}` })),
    );
    await server.database.query(
      `INSERT INTO worker_registration.gap VALUES ($1, now() - interval '100 seconds', now() - interval '80 seconds')`,
      [await own()],
    );
    // Gap and retry time are 58 s: 136 s are left of the silence, then 146 s.
    await watch.silence(194);
    expect((await watch.sweep()).unhealthy).toBe(32);
    await watch.silence(10);
    expect((await watch.sweep()).unhealthy).toBe(8);
  });

  it('do not count towards the duration of a guard', async () => {
    for (const workerId of ['z1', 'z2', 'z3']) await worker(workerId, 31, await own());
    await watch.sweep();
    const held = await watch.counts();
    await server.database.query(`UPDATE worker_registration.guard SET since = since - interval '31 minutes'`);
    await server.database.query(
      `INSERT INTO worker_registration.gap VALUES ($1, now() - interval '20 minutes', now() - interval '10 minutes')`,
      [await own()],
    );
    await watch.sweep();
    const stillHeld = await watch.counts();
    await server.database.query(`UPDATE worker_registration.guard SET since = since - interval '10 minutes'`);
    await watch.sweep();
    expect([held.held, stillHeld.held, (await watch.counts()).held]).toEqual([3, 3, 0]);
  });
});
