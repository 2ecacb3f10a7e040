import { FleetCount } from '../../src/statistics/fleet-count.js';
import { SummaryStore } from '../../src/statistics/store/summary.store.js';
import { storeFleet, type FleetRow } from '../factories/fleet.rows.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('The workers of the summary', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => query('DELETE FROM worker_registration.worker'));

  const query = (sql: string, parameters?: unknown[]) => server.database.query(sql, parameters);
  const fleet = (size: number, rowOf: (index: number) => FleetRow) =>
    storeFleet(server.database, size, rowOf);
  const worst = async () => (await server.app.get(SummaryStore).readCircumstances(24)).worst;
  const figures = () => server.app.get(FleetCount).renewFigures();
  const move = (index: number, changes: string) =>
    query(
      `UPDATE worker_registration.worker_state SET ${changes}
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = $1)`,
      [`worker-${index}`],
    );

  it('are counted by health and zone, including those without a zone', async () => {
    await fleet(12, (index) => ({
      zone: [null, 'a', 'a', 'b'][index % 4]!,
      health: ['HEALTHY', 'UNHEALTHY', 'FAILED'][index % 3]!,
    }));
    await move(1, 'held = true');
    await move(2, `presence = 'LOST'`);
    const { health, zones, otherZones } = await figures();
    const absent = { expected: 0, lost: 0, left: 0, unacknowledgedLosses: 0 };
    const lost = { ...absent, lost: 1, unacknowledgedLosses: 1 };
    const counted = { present: 11, healthy: 4, unhealthy: 4, failed: 3, held: 1, suspect: 0, inactive: 1 };
    expect(health).toEqual({ ...counted, ...lost });
    expect(zones).toEqual([
      {
        zone: 'a',
        present: 5,
        healthy: 2,
        unhealthy: 2,
        failed: 1,
        held: 1,
        suspect: 0,
        inactive: 1,
        ...lost,
      },
      {
        zone: null,
        present: 3,
        healthy: 1,
        unhealthy: 1,
        failed: 1,
        held: 0,
        suspect: 0,
        inactive: 0,
        ...absent,
      },
      {
        zone: 'b',
        present: 3,
        healthy: 1,
        unhealthy: 1,
        failed: 1,
        held: 0,
        suspect: 0,
        inactive: 0,
        ...absent,
      },
    ]);
    expect(otherZones).toBeNull();
  });

  it('are summed up beyond the thousand largest zones', async () => {
    await fleet(2005, (index) => ({ zone: `zone-${index < 2000 ? index % 1000 : index}` }));
    const { statistics, health, zones, otherZones } = await figures();
    expect(zones).toHaveLength(1000);
    expect(zones.every(({ present }) => present === 2)).toBe(true);
    expect(otherZones).toMatchObject({ zones: 5, present: 5, healthy: 5 });
    expect([statistics.totalWorkers, health.present]).toEqual([2005, 2005]);
  });

  it('are listed worst first: FAILED first, then by consecutive failures, then by duration', async () => {
    await query(
      `INSERT INTO worker_registration.duty (name, round, claimed_at, claimed_by) VALUES ('sweep', 20, now(), 1)`,
    );
    await fleet(7, (index) => ({ health: ['UNHEALTHY', 'FAILED', 'HEALTHY'][Math.floor(index / 3)]! }));
    // Counted before, and with each sweep since: 2 + (20 − 16 + 1).
    await move(0, 'consecutive_failures = 2, counting_since = 16');
    await move(1, `consecutive_failures = 9, held = true, last_error = 'No heartbeat for 301 s'`);
    await move(2, 'consecutive_failures = 4');
    await move(3, `consecutive_failures = 3, health_since = now() - interval '1 minute'`);
    await move(4, `consecutive_failures = 3, health_since = now() - interval '1 hour'`);
    await move(5, `consecutive_failures = 99, presence = 'LOST'`);
    const rows = await worst();
    expect(rows.map(({ worker_id, failures }) => [worker_id, failures])).toEqual([
      ['worker-4', 3],
      ['worker-3', 3],
      ['worker-1', 9],
      ['worker-0', 7],
      ['worker-2', 4],
    ]);
    expect(rows[2]).toMatchObject({ health: 'UNHEALTHY', held: true, last_error: 'No heartbeat for 301 s' });
  });

  it('are the fifty worst, however many left while they were not healthy', async () => {
    await fleet(3000, () => ({ health: 'UNHEALTHY' }));
    await query(`UPDATE worker_registration.worker_state SET presence = 'LEFT'`);
    await storeFleet(server.database, 60, (index) => ({ workerId: `ill-${index}`, health: 'UNHEALTHY' }));
    const rows = await worst();
    expect(rows).toHaveLength(50);
    expect(rows.every(({ worker_id }) => worker_id.startsWith('ill-'))).toBe(true);
  });
});
