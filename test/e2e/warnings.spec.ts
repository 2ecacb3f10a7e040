import { Evaluation } from '../../src/alerts/evaluation.js';
import { CapacityService } from '../../src/foresight/capacity.service.js';
import { TrendStore } from '../../src/foresight/warnings/store/trend.store.js';
import { TrendRetention, WarningRetention } from '../../src/foresight/warnings/warning-retention.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { warningDesk } from '../support/warning-desk.js';

/** The bytes of a list of memory usages in percent. */
const bytesOf = (memory: readonly number[]): string =>
  `\\x${memory.map((percent) => (2 * percent).toString(16).padStart(2, '0')).join('')}`;

describe('GET /warnings', () => {
  let server: TestServer;
  beforeAll(async () => {
    const rules = [{ name: 'soon', kind: 'warning', about: ['memory-high', 'memory-trend', 'capacity'] }];
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'warnings.enabled': false, 'alerts.rules': rules },
    });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.database.query(
      'TRUNCATE worker_registration.worker, worker_registration.worker_trend, worker_registration.warning, worker_registration.journal, worker_registration.capacity_step CASCADE',
    );
    server.app.get(CapacityService).expireFigures();
  });

  const { register, beat, watch, pass, minute, read } = warningDesk(() => server);
  const sentences = async (query = '') => (await read(query)).warnings.map(({ sentence }) => sentence);
  const recordOf = async (kind: string) => (await read()).kinds.find((each) => each.kind === kind)!.record;
  const eventsOf = (type: string) =>
    server.database.query(`SELECT worker_id, detail FROM worker_registration.journal WHERE type = '${type}'`);

  it('keeps the figures of an hour, minute by minute', async () => {
    await register('w');
    await beat('w', { memoryUsage: 40.5, eventLoopLagMs: 100, errorCount: 5 });
    await watch();
    await minute('w', { memoryUsage: 41, eventLoopLagMs: 0, errorCount: 8 });
    // For two minutes it is not heard.
    await pass(2);
    await watch();
    await register('w', { bootId: 'another' });
    await minute('w', { memoryUsage: 12, errorCount: 1 });
    const { trend } = await read('&workerId=w');
    expect(trend!.memoryUsage).toEqual([40.5, 41, null, null, null]);
    expect(trend!.restarts).toEqual([4]);
    expect(trend!.eventLoopLagMs.slice(0, 2)).toEqual([expect.closeTo(100, -1), 0]);
    expect(trend!.errors.map((count) => (count === null ? null : Math.round(count)))).toEqual([
      0,
      3,
      null,
      null,
      1,
    ]);
    for (let more = 0; more < 3; more += 1) await pass(50).then(watch);
    const [{ size, points }] = (await server.database.query(
      'SELECT pg_column_size(t.*) + 4 AS size, length(memory) AS points FROM worker_registration.worker_trend AS t',
    )) as [{ size: number; points: number }];
    expect(points).toBe(60);
    expect(size).toBeLessThan(300);
  });

  it('has no figure or warning for values that a worker does not report, and does not rank it as the worst', async () => {
    await register('lagging');
    await beat('lagging', { eventLoopLagMs: 10 });
    await register('failing');
    await beat('failing', { errorCount: 3 });
    await register('late');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET worst_lateness = 8
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'late')`,
    );
    await register('full');
    await beat('full', { memoryUsage: 60 });
    await watch();
    const lasts = async (workerId: string) => {
      const { memoryUsage, eventLoopLagMs, errors, latenessSeconds } = (await read(`&workerId=${workerId}`))
        .trend!;
      return [memoryUsage, eventLoopLagMs, errors, latenessSeconds].map((figures) => figures.at(-1));
    };
    expect(await lasts('lagging')).toEqual([null, expect.closeTo(10, 0), 0, expect.anything()]);
    expect(await lasts('failing')).toEqual([null, null, 0, expect.anything()]);
    expect(await lasts('late')).toEqual([null, null, 0, expect.closeTo(8, 0)]);
    expect(await lasts('full')).toEqual([60, null, 0, expect.anything()]);
    for (let at = 0; at < 2; at += 1) await minute('lagging', { eventLoopLagMs: 10 });
    expect(await sentences()).toEqual([]);
    await server.database.query('DELETE FROM worker_registration.worker_trend');
    const rows = await server.app.get(TrendStore).recordTrends(1);
    expect(rows.map(({ worker_id }) => worker_id)).toEqual(['full']);
  });

  it('warns of memory that grows towards its limit or is at it; both prove right if the worker restarts', async () => {
    await register('leaky', { zone: 'eu-1' });
    await beat('leaky', { memoryUsage: 60 });
    await watch();
    const grown = Array.from({ length: 60 }, (_, at) => 60 + Math.floor(at / 2));
    await server.database.query(
      `UPDATE worker_registration.worker_trend SET memory = '${bytesOf(grown)}', lag = memory, errors = memory`,
    );
    await minute('leaky', { memoryUsage: 90 });
    const { warnings, total, kinds } = await read('&zone=eu-1');
    expect(total).toBe(1);
    expect(warnings[0]).toMatchObject({
      kind: 'memory-trend',
      worker: { workerId: 'leaky', zone: 'eu-1' },
      pool: null,
      sentence: expect.stringMatching(
        /^Memory is at 89\.?\d* % and grows by 0\.5 % a minute: it reaches 100 % in about 2\d minutes, or/,
      ),
      outcome: null,
      endedAt: null,
    });
    expect(Date.parse(warnings[0]!.expectedAt!) - Date.parse(warnings[0]!.since)).toBeGreaterThan(
      15 * 60_000,
    );
    expect(kinds.find(({ kind }) => kind === 'memory-trend')).toMatchObject({
      open: 1,
      record: { pending: 1 },
    });
    expect(await eventsOf('warning-began')).toMatchObject([
      { worker_id: 'leaky', detail: { kind: 'memory-trend', sentence: warnings[0]!.sentence } },
    ]);
    await minute('leaky', { memoryUsage: 96 });
    await minute('leaky', { memoryUsage: 97 });
    expect(await sentences('&kind=memory-high')).toEqual(['Memory is at 97 %, at least 95 %']);
    await register('leaky', { bootId: 'another' });
    await minute('leaky', { memoryUsage: 20 });
    expect(await recordOf('memory-trend')).toMatchObject({ right: 1, wrong: 0, pending: 0 });
    // It ends once its sign has been gone for ten minutes.
    expect(await sentences()).toHaveLength(2);
    await pass(11);
    await watch();
    expect(await sentences()).toEqual([]);
    expect((await read('&state=ended')).warnings.map(({ outcome }) => outcome)).toEqual(['right', 'right']);
    expect(await eventsOf('warning-ended')).toHaveLength(2);
  });

  it('counts a warning as wrong if nothing happens in time, and as void after an order', async () => {
    for (const workerId of ['wrong', 'void']) {
      await register(workerId);
      for (let at = 0; at < 2; at += 1) await minute(workerId, { memoryUsage: 99 });
    }
    expect(await sentences('&kind=memory-high')).toHaveLength(2);
    await server.api.post('/void/drain', {});
    await pass(61);
    await watch();
    expect(await recordOf('memory-high')).toMatchObject({
      right: 0,
      wrong: 1,
      voided: 1,
      medianLeadMinutes: null,
    });
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^worker_registration_warnings_judged\{kind="memory-high",outcome="wrong"\} \d/m);
  });

  it('counts a warning as void when the record of its worker is gone', async () => {
    for (const workerId of ['deleted', 'replaced']) {
      await register(workerId);
      for (let at = 0; at < 2; at += 1) await minute(workerId, { memoryUsage: 99 });
    }
    expect(await sentences()).toHaveLength(2);
    await server.api.post('/deleted/deregister', {});
    await server.api.delete('/deleted');
    await register('replaced', { force: true });
    await watch();
    expect(await sentences()).toEqual([]);
    expect((await read('&state=ended')).warnings.map(({ outcome }) => outcome)).toEqual(['void', 'void']);
    await server.app.get(TrendRetention).dropExpired();
    const orphans =
      'SELECT FROM worker_registration.worker_trend WHERE id NOT IN (SELECT id FROM worker_registration.worker)';
    expect(await server.database.query(orphans)).toEqual([]);
  });

  it('refuses unknown parameters and workers', async () => {
    const answers = ['bogus=1', 'ended=true', 'workerId=nope'].map((query) =>
      server.api.get(`/warnings?${query}`),
    );
    expect((await Promise.all(answers)).map(({ status, body }) => [status, body['message']])).toEqual([
      [400, expect.stringContaining('Unknown query parameter "bogus"')],
      [400, expect.stringContaining('Unknown query parameter "ended"')],
      [404, 'Worker not registered'],
    ]);
  });

  it('warns of a worker that restarts again and again, and not of one that two processes contest', async () => {
    await register('loop', { bootId: '0' });
    await watch();
    for (let at = 1; at <= 5; at += 1) {
      await register('loop', { bootId: String(at) });
      await minute('loop', {});
    }
    expect(await sentences('&kind=crash-loop')).toEqual(['It restarted in 4 of the last 60 minutes']);
    await server.database.query(
      `UPDATE worker_registration.worker_state SET contested_until = now() + interval '5 minutes'`,
    );
    await server.database.query('DELETE FROM worker_registration.warning');
    await minute('loop', {});
    expect(await sentences()).toEqual([]);
  });

  it('deletes old warnings, and figures of workers that are gone', async () => {
    await register('w');
    for (let at = 0; at < 2; at += 1) await minute('w', { memoryUsage: 99 });
    await pass(91 * 24 * 60);
    await server.app.get(WarningRetention).dropExpired();
    // An open one stays.
    expect(await sentences()).toHaveLength(1);
    await server.database.query('UPDATE worker_registration.warning SET ended_at = began_at');
    await server.app.get(WarningRetention).dropExpired();
    await server.app.get(TrendRetention).dropExpired();
    expect(await server.database.query('SELECT FROM worker_registration.warning')).toEqual([]);
    expect(await server.database.query('SELECT FROM worker_registration.worker_trend')).toEqual([]);
  });

  it('warns of slots that run out, and fires alert rules about it', async () => {
    await register('busy', { maxConcurrentJobs: 10 });
    // In 30 minutes it is as high as at that time on each day before.
    await server.database.query(
      `INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples, used, peak, usable)
       SELECT '', '', 5, date_bin('5 minutes', now(), to_timestamp(0)) - (ago + 1) * interval '5 minutes', 1, figure, figure, 10
       FROM generate_series(0, 10 * 288 - 1) AS ago
       CROSS JOIN LATERAL (SELECT (CASE WHEN (ago + 10) % 288 BETWEEN 0 AND 5 THEN 60 ELSE 5 END)::float8 AS figure) AS figures`,
    );
    await watch();
    expect(await read('&kind=capacity')).toMatchObject({
      warnings: [
        {
          pool: 'fleet',
          worker: null,
          sentence: expect.stringMatching(/^Slots may run out in \d+ minutes: 0 of 10 are used/),
        },
      ],
    });
    await server.app.get(Evaluation).evaluateRules();
    const { body } = await server.api.get<{ alerts: { rule: string; items: object[]; next: string }[] }>(
      '/alerts',
    );
    expect(body.alerts).toMatchObject([
      { rule: 'soon', items: [{ pool: 'fleet', reason: expect.stringMatching(/^Slots may run out/) }] },
    ]);
    await server.database.query(
      `UPDATE worker_registration.warning SET began_at = now() - interval '20 minutes';
       UPDATE worker_registration.capacity_step SET unmet = 3 WHERE at = (SELECT max(at) FROM worker_registration.capacity_step)`,
    );
    await watch();
    expect(await recordOf('capacity')).toMatchObject({ right: 1 });
  });
});
