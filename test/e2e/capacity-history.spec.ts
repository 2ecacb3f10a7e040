import { HourlyStepRetention, ShortStepRetention } from '../../src/foresight/capacity-retention.js';
import type { CapacityHistoryDto, CapacityWeekDto } from '../../src/foresight/dto/history.dto.js';
import { CapacityStore } from '../../src/foresight/store/capacity.store.js';
import { registration } from '../factories/registration.factory.js';
import { CapacityDesk } from '../support/capacity-desk.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('The history of capacity', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'capacity.pools': [{ name: 'gpu', tags: ['gpu'] }] },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => new CapacityDesk(server).clear());

  const count = () => server.app.get(CapacityStore).writeCapacity();

  it('averages the counts of a step, for each pool and its zones', async () => {
    await server.api.post('/register', registration({ workerId: 'g-1', tags: ['gpu'], zone: 'a' }));
    await count();
    for (const jobId of ['1', '2', '3', '4']) await server.api.post('/g-1/jobs', { jobId });
    await count();
    const steps = await server.database.query(
      `SELECT pool, zone, sum(samples)::integer AS samples, sum(used * samples)::integer AS used, max(peak) AS peak
       FROM worker_registration.capacity_step WHERE step_minutes = 60 GROUP BY pool, zone ORDER BY pool, zone`,
    );
    expect(steps).toEqual([
      { pool: '', zone: '', samples: 2, used: 4, peak: 4 },
      { pool: '', zone: 'a', samples: 2, used: 4, peak: 4 },
      { pool: 'gpu', zone: '', samples: 2, used: 4, peak: 4 },
      { pool: 'gpu', zone: 'a', samples: 2, used: 4, peak: 4 },
    ]);
  });

  it('is listed by pool or zone, without steps that counted nothing, and by hour of the week', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples, usable, used, peak)
       SELECT 'gpu', zone, minutes, date_bin('1 hour', now(), to_timestamp(0)) - ago * interval '1 hour', samples, 20, used, used + 1
       FROM (VALUES ('', 5, 3, 1, 8.06), ('', 5, 2, 0, 0), ('', 60, 168, 1, 4), ('', 60, 336, 1, 8), ('a', 5, 1, 1, 3))
         AS step (zone, minutes, ago, samples, used)`,
    );
    const get = async <T>(path: string) => (await server.api.get<T>(`/capacity/${path}`)).body;
    const history = await get<CapacityHistoryDto>('history?pool=gpu');
    expect(history).toMatchObject({ pool: 'gpu', stepMinutes: 5, points: [{ usable: 20, used: 8.1 }] });
    const zone = await get<CapacityHistoryDto>('history?pool=gpu&zone=a');
    expect(zone.points).toMatchObject([{ used: 3, peak: 4 }]);
    const [day, hour] = [(new Date().getUTCDay() + 6) % 7, new Date().getUTCHours()];
    const { hours } = await get<CapacityWeekDto>('week?pool=gpu');
    expect(hours).toEqual([{ day, hour, used: 6, peak: 9, usable: 20, weeks: 2 }]);
  });

  it('keeps short steps for 8 weeks, and hourly ones for a year', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples)
       SELECT '', '', minutes, now() - make_interval(days => days), 1
       FROM unnest(ARRAY[5, 60]) AS minutes, unnest(ARRAY[55, 57, 364, 366]) AS days`,
    );
    await server.app.get(ShortStepRetention).dropExpired();
    await server.app.get(HourlyStepRetention).dropExpired();
    const left = await server.database.query(
      `SELECT step_minutes, extract(day FROM now() - at)::integer AS days
       FROM worker_registration.capacity_step ORDER BY step_minutes, days`,
    );
    expect(left).toEqual([
      { step_minutes: 5, days: 55 },
      { step_minutes: 60, days: 55 },
      { step_minutes: 60, days: 57 },
      { step_minutes: 60, days: 364 },
    ]);
    // A day from which only the hours are left.
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const { body } = await server.api.get<CapacityHistoryDto>(
      `/capacity/history?from=${ago(57.5)}&until=${ago(56.5)}`,
    );
    expect([body.stepMinutes, body.points.length]).toEqual([60, 1]);
  });
});
