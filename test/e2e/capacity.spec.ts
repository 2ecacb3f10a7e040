import { CapacityHistory } from '../../src/foresight/capacity-history.js';
import type { CapacityDto } from '../../src/foresight/dto/capacity.dto.js';
import { CapacityDesk } from '../support/capacity-desk.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const POOLS = [{ name: 'gpu', tags: ['gpu'], minWorkers: 1, minutesToStart: 3 }];

describe('GET /capacity', () => {
  let server: TestServer;
  let desk: CapacityDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, 'capacity.pools': POOLS } });
    desk = new CapacityDesk(server);
  });
  afterAll(() => server.close());
  beforeEach(() => desk.clear());

  const ask = async (query: string, { api } = server) =>
    (await api.get<CapacityDto>(`/capacity${query}`)).body;
  const read = (pool?: string, at = server) => ask(pool === undefined ? '' : `?pool=${pool}`, at);
  /** As an instance reads it that knows no history yet. */
  const readAfresh = async () => {
    const other = await startTestServer({ settings: SWEEPS_BY_HAND, database: server.database });
    try {
      return await read(undefined, other);
    } finally {
      await other.close();
    }
  };
  /** Steps of some days, up to the one that has just ended, without the last ones. */
  const history = (days: number, used: string, missing = 0, zone = '') =>
    server.database.query(
      `INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples, used, peak)
       SELECT '', $3, 5, at, 1, figure, figure
       FROM generate_series($2::integer, $1 * 288 - 1) AS ago
       CROSS JOIN LATERAL (
         SELECT date_bin('5 minutes', now(), to_timestamp(0)) - (ago + 1) * interval '5 minutes' AS at
       ) AS step
       CROSS JOIN LATERAL (SELECT (${used})::float8 AS figure) AS figures`,
      [days, missing, zone],
    );

  it('counts the slots of a pool and of the whole fleet, by zone', async () => {
    await desk.register('g-1', { tags: ['gpu'], zone: 'a' });
    await desk.register('g-2', { tags: ['gpu'], zone: 'b' });
    await desk.register('plain', { zone: 'a' });
    await desk.register('coming', { tags: ['gpu'], expectOnline: false });
    await desk.assign('g-1', 3);
    await server.api.post('/g-2/drain', {});
    const { pool, pools, now } = await read('gpu');
    expect([pool, pools]).toEqual(['gpu', ['gpu']]);
    expect(now).toMatchObject({ workers: 1, usable: 10, used: 3, free: 7, draining: 1, expected: 1 });
    expect(now.zones.map(({ zone, workers }) => [zone, workers])).toEqual([
      ['a', 1],
      [null, 0],
      ['b', 0],
    ]);
    expect((await read()).now).toMatchObject({ workers: 2, usable: 20, used: 3 });
  });

  it('counts and forecasts a zone of a pool by its own history, and advises no departures from it', async () => {
    for (const workerId of ['a-1', 'a-2', 'a-3']) await desk.register(workerId, { zone: 'a' });
    await desk.register('b-1', { zone: 'b' });
    await desk.assign('b-1', 2);
    await history(2, '15', 0, 'b');
    const zone = await ask('?zone=b');
    expect(zone).toMatchObject({ pool: null, zone: 'b', leave: null });
    expect(zone.now).toMatchObject({ workers: 1, usable: 10, used: 2, free: 8, unmetPerMinute: 0 });
    expect(zone.now.zones.map(({ zone: name }) => name)).toEqual(['a', 'b']);
    expect(zone.forecast).toMatchObject({ p50: 15, p95: 15, fresh: true, points: 2 * 288 });
    expect(zone.wanted.why).toMatch(/^2 workers: 15 slots by \d\d:\d\d at 95 %, 10 % spare$/);
    expect(zone.runsOutAt).not.toBeNull();
    expect(await ask('?zone=none')).toMatchObject({
      zone: 'none',
      now: { workers: 0, used: 0 },
      forecast: { method: 'last', p95: 0, fresh: false, points: 0, asOf: null },
      wanted: { workers: 0 },
      leave: null,
    });
    // The minimum of a pool is not one of its zones.
    expect((await ask('?pool=gpu&zone=b')).wanted.workers).toBe(0);
    expect((await read('gpu')).wanted.workers).toBe(1);
  });

  it('repeats the last figure without a history, and says so', async () => {
    await desk.register('g-1', { tags: ['gpu'] });
    await desk.assign('g-1', 4);
    const { forecast, wanted, runsOutAt } = await read('gpu');
    expect(forecast).toMatchObject({
      p50: 4,
      p95: 4,
      method: 'last',
      error: null,
      coverage: null,
      points: 0,
      fresh: false,
      asOf: null,
    });
    expect(wanted).toMatchObject({ workers: 1, slots: 5 });
    expect(wanted.why).toMatch(/^1 worker: 4 slots used now, 10 % spare$/);
    expect(runsOutAt).toBeNull();
  });

  it('forecasts a peak of each day before it comes, and says when slots run out', async () => {
    await desk.register('w-1');
    // In 30 minutes it is as high as at that time on each day before.
    await history(12, `CASE WHEN (ago + 10) % 288 BETWEEN 0 AND 5 THEN 60 ELSE 5 END`);
    const { forecast, wanted, runsOutAt, shortages, generatedAt } = await readAfresh();
    expect(forecast.fresh).toBe(true);
    expect(forecast.points).toBe(12 * 288);
    expect(forecast.method).not.toBe('last');
    expect(forecast.p95).toBeGreaterThan(40);
    expect(forecast.coverage).toBeGreaterThan(0.8);
    expect(wanted.slots).toBeGreaterThan(44);
    const minutes = (Date.parse(runsOutAt!) - Date.parse(generatedAt)) / 60_000;
    expect(minutes).toBeGreaterThan(0);
    expect(minutes).toBeLessThanOrEqual(60);
    expect(shortages[0]).toMatchObject({ slots: 50 });
    expect(shortages[0]!.sentence).toMatch(/^Short by 50 slots on \w+day \d+:00$/);
  });

  it('ignores a history that ended some time ago', async () => {
    await desk.register('w-1');
    await history(4, '50', 12);
    expect((await readAfresh()).forecast).toMatchObject({ method: 'last', p95: 0, fresh: false });
  });

  it('counts jobs whose claims found no worker, once a minute each, and adds slots for them', async () => {
    await desk.register('g-1', { tags: ['gpu'] });
    await desk.assign('g-1', 10);
    for (const jobId of ['x', 'y', 'x'])
      expect((await server.api.post('/jobs/claim', { jobId, tags: ['gpu'] })).status).toBe(409);
    await server.app.get(CapacityHistory).flushClaims();
    const rows = await server.database.query(
      `SELECT pool, step_minutes, unmet, samples FROM worker_registration.capacity_step ORDER BY pool, step_minutes`,
    );
    expect(rows).toEqual([
      { pool: '', step_minutes: 5, unmet: 2, samples: 0 },
      { pool: '', step_minutes: 60, unmet: 2, samples: 0 },
      { pool: 'gpu', step_minutes: 5, unmet: 2, samples: 0 },
      { pool: 'gpu', step_minutes: 60, unmet: 2, samples: 0 },
    ]);
    const { now, wanted } = await read('gpu');
    expect(now.unmetPerMinute).toBeGreaterThan(0);
    expect(wanted.why).toContain('1 for refused claims');
    expect(wanted.workers).toBe(2);
  });

  it('names the idle workers that can be taken away, from the largest zone first', async () => {
    for (const workerId of ['a-1', 'a-2', 'a-3']) await desk.register(workerId, { zone: 'a' });
    for (const workerId of ['b-1', 'b-2']) await desk.register(workerId, { zone: 'b' });
    await desk.assign('a-1', 1);
    expect((await read()).wanted).toMatchObject({ workers: 5, why: expect.stringContaining('not fewer') });
    await history(1, '1');
    const { wanted, leave } = await readAfresh();
    // One worker is enough; a fifth of those that are there may go at a time.
    expect(wanted.workers).toBe(4);
    expect(wanted.why).toContain('1 in the end, in steps of at most a fifth of the workers');
    expect(leave!.count).toBe(1);
    expect(leave!.workers).toEqual([
      expect.objectContaining({ workerId: expect.stringMatching(/^a-[23]$/), zone: 'a', jobs: 0 }),
    ]);
  });

  it('names no worker to take away while an operation has yet to drain as many', async () => {
    const operations = new OperationDesk(server);
    for (const workerId of ['c-1', 'c-2', 'c-3', 'c-4', 'c-5']) await desk.register(workerId);
    const rolling = await operations.begin({ kind: 'drain', workerIds: ['c-1', 'c-2'], maxUnavailable: 1 });
    await operations.carriedOn(rolling);
    await history(1, '1');
    const { now, wanted, leave } = await readAfresh();
    expect([now.workers, now.draining, wanted.workers]).toEqual([4, 1, 3]);
    expect(leave).toEqual({ count: 0, workers: [] });
  });

  it('refuses a pool that the settings do not have', async () => {
    const { status, body } = await server.api.get('/capacity?pool=cpu');
    expect([status, body['message']]).toEqual([400, 'Pool "cpu" is unknown; must be one of gpu']);
  });

  it('appears in the metrics, by pool', async () => {
    let text = '';
    // A scrape leaves out figures that take too long on a busy machine.
    await until(async () => {
      text = await (await fetch(`${server.url}/metrics`)).text();
      return text.includes('worker_registration_forecast_used_slots{');
    });
    const lines = text.split('\n').filter((line) => line.includes('pool="'));
    expect(lines.join('\n')).toMatch(/^worker_registration_wanted_workers\{pool="gpu"\} 1$/m);
    expect(lines.join('\n')).toMatch(
      /^worker_registration_forecast_used_slots\{pool="fleet",percentile="95"\} \d/m,
    );
  });
});
