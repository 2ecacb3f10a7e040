import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetCount } from '../../src/statistics/fleet-count.js';
import { FLEET_KIND, SHARED_TIMES, StatisticsStore } from '../../src/statistics/store/statistics.store.js';
import { SystemStatisticsService } from '../../src/statistics/system-statistics.service.js';
import { SETTINGS } from '../../src/platform/config/settings.js';
import { storeFleet } from '../factories/fleet.rows.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface Listed {
  id: string;
  status: string;
  reportedStatus: string;
  health: string;
  maxConcurrentJobs: number;
  currentJobCount: number;
  assignedJobCount: number;
  availableCapacity: number;
  leaseExpiresAt: string;
}

const SIZE = 600;
const KEEP = readFileSync(
  join(import.meta.dirname, '../../src/statistics/store/sql/keep-statistics.sql'),
  'utf8',
);

describe('The statistics of a fleet', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 },
    });
    await storeFleet(server.database, SIZE, (index) => ({
      reportedStatus: ['ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR'][index % 5]!,
      health: ['HEALTHY', 'HEALTHY', 'UNHEALTHY', 'FAILED'][index % 4]!,
      availableCapacity: index % 11,
      zone: index % 3 === 0 ? null : `zone-${index % 7}`,
    }));
    await server.database.query(
      `UPDATE worker_registration.worker_state AS s SET
         current_job_count = n % 13,
         assigned_job_count = n % 8,
         order_kind = (CASE n % 6 WHEN 0 THEN 'DRAINING' WHEN 1 THEN 'MAINTENANCE' END)::worker_registration.worker_status,
         presence = (CASE WHEN n % 9 = 0 THEN 'LEFT' ELSE 'PRESENT' END)::worker_registration.worker_presence,
         lease_renewed_at = CASE WHEN n % 7 = 0 THEN now() - interval '10 minutes' ELSE now() END
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM worker_registration.worker_state) AS o
       WHERE o.id = s.id`,
    );
  });
  afterAll(() => server.close());

  /** Counts as a separate instance would, without cached results. */
  const anInstance = () => new FleetCount(server.app.get(StatisticsStore), server.app.get(SETTINGS));
  const total = async (count: FleetCount) => (await count.readFigures()).statistics.totalWorkers;
  /** How many sessions wait for a lock; a transaction sees the activity of its start unless that is dropped. */
  const waiting = async (): Promise<number> => {
    await server.database.query('SELECT pg_stat_clear_snapshot()');
    const sessions = await server.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return sessions.length;
  };
  const ofRow = (sql: string) =>
    server.database.query(`UPDATE worker_registration.statistics SET ${sql}`) as Promise<unknown>;

  it('match a naive count over the list', async () => {
    const { workers } = (await server.api.get<{ workers: Listed[] }>('/?limit=1000')).body;
    const { body: statistics } = await server.api.get('/health/system');
    const of = (status: string) => workers.filter((worker) => worker.status === status).length;
    const present = workers.filter(({ status }) => status !== 'INACTIVE');
    const open = present.filter(
      ({ status, health, leaseExpiresAt }) =>
        ['ACTIVE', 'IDLE', 'BUSY'].includes(status) &&
        health === 'HEALTHY' &&
        new Date(leaseExpiresAt) > new Date(),
    );
    // Those that left should not be there.
    const there = present.length;
    const sum = (of: readonly Listed[], each: (worker: Listed) => number) =>
      of.reduce((total, worker) => total + each(worker), 0);
    const jobsOf = ({ currentJobCount, assignedJobCount }: Listed) =>
      Math.max(currentJobCount, assignedJobCount);
    expect(workers).toHaveLength(SIZE);
    expect(open.length).toBeLessThan(present.length);
    expect(statistics).toEqual({
      totalWorkers: SIZE,
      activeWorkers: of('ACTIVE'),
      idleWorkers: of('IDLE'),
      busyWorkers: of('BUSY'),
      maintenanceWorkers: of('MAINTENANCE'),
      drainingWorkers: of('DRAINING'),
      failedWorkers: of('ERROR'),
      inactiveWorkers: of('INACTIVE'),
      suspectWorkers: 0,
      expectedWorkers: 0,
      lostWorkers: 0,
      leftWorkers: of('INACTIVE'),
      unacknowledgedLosses: 0,
      unhealthyWorkers: present.filter(({ health }) => health !== 'HEALTHY').length,
      totalCapacity: sum(present, ({ maxConcurrentJobs }) => maxConcurrentJobs),
      usedCapacity: sum(present, jobsOf),
      availableCapacity: sum(open, ({ availableCapacity }) => availableCapacity),
      systemHealthPercentage: Number((((there - of('ERROR')) / there) * 100).toFixed(2)),
      generatedAt: expect.any(String) as string,
    });
  });

  it('are shared between instances while they are valid, and then counted again', async () => {
    await total(anInstance());
    await ofRow(`valid_until = now() + interval '1 hour'`);
    await storeFleet(server.database, 1, () => ({ workerId: 'one-more' }));
    const shared = await total(anInstance());
    await ofRow(`valid_until = now() - interval '1 millisecond'`);
    const anew = await total(anInstance());
    await server.database.query(`DELETE FROM worker_registration.worker WHERE worker_id = 'one-more'`);
    expect([shared, anew]).toEqual([SIZE, SIZE + 1]);
  });

  it('are counted again after the clock was set back', async () => {
    await ofRow(
      `value = NULL, taken_at = now() + interval '1 hour', valid_until = now() + interval '2 hours'`,
    );
    expect(await total(anInstance())).toBe(SIZE);
  });

  it('are counted by one of many instances that need them at once', async () => {
    await ofRow(`value = NULL, valid_until = '-infinity'`);
    await server.database.query('BEGIN');
    await ofRow('kind = kind');
    const missed = Array.from({ length: 5 }, () => anInstance().readFigures());
    await until(async () => (await waiting()) === 5);
    await server.database.query('COMMIT');
    const times = (await Promise.all(missed)).map(({ statistics }) => statistics.generatedAt);
    expect(new Set(times).size).toBe(1);
  });

  it('are counted by another instance if the first one is gone', async () => {
    await ofRow(`valid_until = '-infinity'`);
    await server.database.query('BEGIN');
    await ofRow('kind = kind');
    const counted = total(anInstance());
    await until(async () => (await waiting()) === 1);
    await server.database.query('ROLLBACK');
    expect(await counted).toBe(SIZE);
  });

  it('are read from the database once by concurrent callers of one process', async () => {
    await ofRow(`valid_until = now() + interval '1 hour'`);
    const instance = anInstance();
    const first = await instance.readFigures();
    await ofRow(`valid_until = '-infinity'`);
    expect(await instance.readFigures()).toBe(first);
  });

  it(`are shared for ${SHARED_TIMES} times the duration of the count, and for a second at least`, async () => {
    const validMs = async (taken: string) => {
      const [row] = await server.database.query<{ now: Date }>(`SELECT ${taken} AS now`);
      const [kept] = await server.database.query<{ valid_ms: number }>(KEEP, [
        FLEET_KIND,
        row!.now,
        '{}',
        1,
        SHARED_TIMES,
      ]);
      return kept!.valid_ms;
    };
    expect(await validMs(`now() - interval '1 minute'`)).toBeGreaterThanOrEqual(SHARED_TIMES * 60_000 - 1);
    expect(await validMs('clock_timestamp()')).toBeGreaterThan(900);
    await ofRow(`valid_until = '-infinity'`);
  });

  it('are current in a snapshot, and shared with later callers', async () => {
    const statistics = server.app.get(SystemStatisticsService);
    await total(anInstance());
    await ofRow(`valid_until = now() + interval '1 hour'`);
    await storeFleet(server.database, 1, () => ({ workerId: 'in-the-snapshot' }));
    const snapshot = await statistics.takeSnapshot();
    await ofRow(`valid_until = now() + interval '1 hour'`);
    const shared = await anInstance().readFigures();
    await server.database.query(`DELETE FROM worker_registration.worker WHERE worker_id = 'in-the-snapshot'`);
    expect(snapshot.totalWorkers).toBe(SIZE + 1);
    expect(shared.statistics).toEqual(snapshot);
    expect(await statistics.readStatistics()).toEqual(snapshot);
  });
});
