import { Client } from 'pg';
import { FleetCount } from '../../src/statistics/fleet-count.js';
import { StatisticsStore } from '../../src/statistics/store/statistics.store.js';
import { SummaryStore } from '../../src/statistics/store/summary.store.js';
import type { HealthSummaryDto } from '../../src/statistics/summary.dto.js';
import { HealthSummaryService } from '../../src/statistics/summary.service.js';
import { SETTINGS, type Settings } from '../../src/platform/config/settings.js';
import { RedisConnection } from '../../src/platform/redis/redis.js';
import { SharedCache } from '../../src/platform/redis/shared-cache.js';
import { storeFleet, type FleetRow } from '../factories/fleet.rows.js';
import { startRedis } from '../support/redis-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

/** No sweep starts by itself; three intervals are three days. */
const SETTINGS_OF_TESTS = { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 };

describe('The summary', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SETTINGS_OF_TESTS });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    for (const table of ['worker', 'guard', 'sweep', 'duty'])
      await query(`DELETE FROM worker_registration.${table}`);
    await query(`DELETE FROM worker_registration.instance WHERE name LIKE 'test-%'`);
    await query(`UPDATE worker_registration.instance SET started_at = now()`);
  });

  const query = <Row>(sql: string, parameters?: unknown[]) => server.database.query<Row>(sql, parameters);
  const fleet = (size: number, rowOf: (index: number) => FleetRow) =>
    storeFleet(server.database, size, rowOf, { analyze: false });

  /** Returns the summary of an instance without cached results. */
  async function summary(of = server): Promise<HealthSummaryDto> {
    await query(`UPDATE worker_registration.statistics SET valid_until = '-infinity'`);
    const { app } = of;
    const settings = app.get<Settings>(SETTINGS);
    const count = new FleetCount(app.get(StatisticsStore), settings);
    const parts = [app.get(SummaryStore), app.get(RedisConnection), app.get(SharedCache)] as const;
    return new HealthSummaryService(count, ...parts, settings).readSummary();
  }
  const verdict = async () => {
    const { overall, reasons } = await summary();
    return [overall, ...reasons];
  };
  const guard = (scope: string, zone: string, state: string, silent = 8, minutesAgo = 10) =>
    query(
      `INSERT INTO worker_registration.guard (scope, zone, state, since, episode_since, silent, total)
       VALUES ($1, $2, $3, now() - make_interval(mins => $5), now(), $4, 10)`,
      [scope, zone, state, silent, minutesAgo],
    );
  const sweep = (round: number, finished: string) =>
    query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, started_at, finished_at, unhealthy, failed, recovered, held, released)
       VALUES ($1, 1, 'schedule', ${finished} - interval '1500 milliseconds', ${finished}, 5, 4, 3, 2, 1)`,
      [round],
    );

  /** The verdict while nothing is wrong with the service, and there are no workers. */
  const EMPTY = ['EMPTY', 'No worker is registered; a worker registers itself by POST /register'];

  describe('is EMPTY', () => {
    it('for a service without workers, at both addresses', async () => {
      const atPrefix = await server.api.get('/health/summary');
      const atRoot = await fetch(`${server.url}/health/summary`);
      expect([atPrefix.status, atRoot.status]).toEqual([200, 200]);
      expect(atPrefix.body).toMatchObject({
        overall: 'EMPTY',
        reasons: ['No worker is registered; a worker registers itself by POST /register'],
        health: { present: 0, healthy: 0, unhealthy: 0, failed: 0, held: 0, inactive: 0, lost: 0 },
        zones: [],
        otherZones: null,
        worstWorkers: [],
        guards: [],
        lastSweep: null,
        nextSweepAt: null,
        redis: { configured: false, state: 'not configured' },
      });
      expect(atPrefix.body['stale']).toBeUndefined();
    });
  });

  describe('is HEALTHY', () => {
    it('although workers left while they were not healthy, and a guard watches', async () => {
      await fleet(3, (index) => ({ health: index === 0 ? 'HEALTHY' : 'FAILED' }));
      await query(`UPDATE worker_registration.worker_state SET presence = 'LEFT' WHERE health = 'FAILED'`);
      await guard('zone', 'a', 'WATCHING');
      expect(await verdict()).toEqual(['HEALTHY']);
    });

    it('up to three intervals after the last sweep, or after the start without one', async () => {
      await query(
        `UPDATE worker_registration.instance SET started_at = now() - interval '2 days 23 hours 59 minutes'`,
      );
      expect(await verdict()).toEqual(EMPTY);
      await sweep(7, `now() - interval '2 days 23 hours 59 minutes'`);
      expect(await verdict()).toEqual(EMPTY);
    });
  });

  describe('is DEGRADED', () => {
    it('while one worker is not healthy', async () => {
      await fleet(10, (index) => ({ health: index === 0 ? 'UNHEALTHY' : 'HEALTHY' }));
      expect(await verdict()).toEqual(['DEGRADED', '1 of 10 present workers is not healthy']);
    });

    it('while half of the workers are not healthy', async () => {
      await fleet(4, (index) => ({ health: ['FAILED', 'UNHEALTHY', 'HEALTHY', 'HEALTHY'][index]! }));
      expect(await verdict()).toEqual(['DEGRADED', '2 of 4 present workers are not healthy']);
    });

    it('while event streams wait for an older transaction, and only then', async () => {
      const older = new Client({ connectionString: server.database.url });
      await older.connect();
      await older.query('BEGIN');
      await older.query('SELECT pg_current_xact_id()');
      await query(
        `INSERT INTO worker_registration.journal (type, actor, at) VALUES ('registered', 'test', now() - interval '1 minute')`,
      );
      const waiting = await verdict();
      await older.query('COMMIT');
      await older.end();
      expect(waiting).toEqual([
        'DEGRADED',
        expect.stringMatching(/^Event streams are 6\d s behind: an older transaction/),
      ]);
      // PostgreSQL knows one oldest transaction, and other tests have theirs on the same server.
      await until(async () => (await verdict())[0] === 'EMPTY');
    });

    it('while Redis is configured and unavailable, and not before', async () => {
      const redis = await startRedis();
      const settings = { ...SETTINGS_OF_TESTS, 'redis.url': redis.url };
      const other = await startTestServer({ settings, database: server.database });
      const connected = await summary(other);
      await redis.kill();
      await until(() => other.app.get(RedisConnection).state === 'away');
      const away = await summary(other);
      await other.close();
      await redis.stop();
      expect(connected).toMatchObject({
        overall: 'EMPTY',
        redis: { configured: true, state: 'connected' },
      });
      expect(away).toMatchObject({
        overall: 'DEGRADED',
        reasons: ['Redis is configured and unavailable'],
        redis: { configured: true, state: 'away' },
      });
    });
  });

  describe('is CRITICAL', () => {
    it('while fewer than half of the present workers are healthy', async () => {
      await fleet(5, (index) => ({ health: index < 3 ? 'UNHEALTHY' : 'HEALTHY' }));
      await query(
        `UPDATE worker_registration.worker_state SET presence = 'LEFT'
         WHERE id = (SELECT id FROM worker_registration.worker_state WHERE health = 'HEALTHY' LIMIT 1)`,
      );
      expect(await verdict()).toEqual(['CRITICAL', '3 of 4 present workers are not healthy, more than half']);
    });

    it('while more workers are lost or not healthy than are healthy', async () => {
      await fleet(5, (index) => ({ health: index < 2 ? 'HEALTHY' : 'FAILED' }));
      await query(
        `UPDATE worker_registration.worker_state SET presence = 'LOST', presence_since = now()
         WHERE id IN (SELECT id FROM worker_registration.worker_state WHERE health = 'FAILED' LIMIT 2)`,
      );
      expect(await verdict()).toEqual([
        'CRITICAL',
        '2 of 5 workers were lost and 1 is not healthy, more than half',
        expect.stringMatching(/^2 workers were lost since /),
      ]);
    });

    it('while a guard holds, with its zone, start, reason and end', async () => {
      await guard('zone', 'eu-1', 'HOLDING');
      await guard('zone', '', 'SPENT', 5, 5);
      await guard('fleet', '', 'HOLDING', 6);
      const { overall, reasons, guards } = await summary();
      expect([overall, ...reasons]).toEqual([
        'CRITICAL',
        'The guard holds: 6 of 10 workers of the fleet fell silent together (60 %, the threshold is 55 %)',
        'The guard holds: 8 of 10 workers of zone eu-1 fell silent together (80 %, the threshold is 55 %)',
        'The guard is spent: 0 of 10 workers without a zone are silent now',
      ]);
      const { since } = guards[1]!;
      const latest = new Date(Date.parse(since) + 30 * 60_000).toISOString();
      expect(guards).toMatchObject([
        { scope: 'fleet', zone: null, state: 'HOLDING' },
        {
          scope: 'zone',
          zone: 'eu-1',
          state: 'HOLDING',
          silent: 8,
          total: 10,
          percent: 80,
          endsWhen: `It ends when fewer than 27.5 % are silent, or at ${latest}`,
        },
        {
          scope: 'zone',
          zone: null,
          state: 'SPENT',
          reason: '0 of 10 workers without a zone are silent now',
          endsWhen: 'It ends when none of them is silent',
        },
      ]);
    });

    it('when no sweep has finished for three intervals', async () => {
      await sweep(7, `now() - interval '3 days 1 hour'`);
      await query(
        `INSERT INTO worker_registration.sweep (round, instance, cause, started_at) VALUES (8, 1, 'schedule', now())`,
      );
      expect(await verdict()).toEqual([
        'CRITICAL',
        expect.stringMatching(/^No sweep has finished for 26280\d s; one is due every 86400 s$/),
      ]);
    });

    it('when the oldest live instance started three intervals ago, and no sweep has finished', async () => {
      await query(
        `INSERT INTO worker_registration.instance (name, started_at, seen_at)
         VALUES ('test-gone', now() - interval '9 days', now() - interval '11 seconds')`,
      );
      expect(await verdict()).toEqual(EMPTY);
      await query(
        `INSERT INTO worker_registration.instance (name, started_at)
         VALUES ('test-old', now() - interval '3 days 1 hour')`,
      );
      expect(await verdict()).toEqual([
        'CRITICAL',
        expect.stringContaining('262800 s, since the service started'),
      ]);
    });
  });

  it('has the last finished sweep, and when the next one is due', async () => {
    await sweep(6, `now() - interval '1 hour'`);
    await sweep(7, `now() - interval '1 minute'`);
    await query(
      `INSERT INTO worker_registration.duty (name, round, claimed_at, claimed_by)
       VALUES ('sweep', 8, '2026-01-31T12:00:00Z', 1)`,
    );
    expect(await summary()).toMatchObject({
      lastSweep: {
        round: 7,
        durationMs: 1500,
        cause: 'schedule',
        unhealthy: 5,
        failed: 4,
        recovered: 3,
        held: 2,
        released: 1,
      },
      nextSweepAt: '2026-02-01T12:00:00.000Z',
    });
  });

  it('has the live instances, and their heartbeats per second', async () => {
    await query(
      `INSERT INTO worker_registration.instance (number, name, seen_at, heir, heartbeat_rate) VALUES
         (901, 'test-living', now(), NULL, 12.5), (902, 'test-living', now(), NULL, 30),
         (903, 'test-silent', now() - interval '11 seconds', NULL, 100), (904, 'test-inherited', now(), 901, 100)`,
    );
    const { instances, heartbeatsPerSecond } = await summary();
    expect(instances[0]!.name).toContain(`:${process.pid}`);
    expect(instances.map(({ number }) => number).filter((number) => number > 900)).toEqual([901, 902]);
    expect(heartbeatsPerSecond).toBe(42.5);
  });
});
