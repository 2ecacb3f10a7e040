import { HistoryRetention } from '../../src/statistics/history-retention.js';
import { JournalRetention } from '../../src/journal/journal-retention.js';
import { InstanceRetention } from '../../src/platform/scheduling/instance-retention.js';
import { Purge } from '../../src/workers/departures/purge.js';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Retention', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const age = (days: number) =>
    server.database.query(
      `UPDATE worker_registration.worker_state SET presence_since = now() - make_interval(days => $1)`,
      [days],
    );
  const typesOf = async (workerId: string) =>
    (await server.api.get<{ events: { type: string }[] }>(`/${workerId}/events`)).body.events.map(
      ({ type }) => type,
    );

  it('purges workers that left longer ago than the retention, and no others', async () => {
    for (const workerId of ['present', 'left', 'left-lately'])
      await server.api.post('/register', registration({ workerId }));
    await server.api.post('/register', registration({ workerId: 'not-seen', expectOnline: false }));
    await server.api.post('/left/deregister');
    await age(31);
    await server.api.post('/left-lately/deregister');
    expect(await server.app.get(Purge).dropExpired()).toBe(1);
    const statuses = await Promise.all(
      ['present', 'left', 'left-lately', 'not-seen'].map(
        async (name) => (await server.api.get(`/${name}`)).status,
      ),
    );
    expect(statuses).toEqual([200, 404, 200, 200]);
    expect(await typesOf('left')).toEqual(['purged', 'deregistered', 'registered']);
  });

  it('works off a backlog in batches', async () => {
    const many = Array.from({ length: 5200 }, (_, index) => registration({ workerId: `old-${index}` }));
    await server.api.post('/register/batch', many);
    await server.database.query(
      `UPDATE worker_registration.worker_state SET presence = 'LEFT', presence_since = now() - interval '40 days'
       WHERE id IN (SELECT id FROM worker_registration.worker WHERE worker_id LIKE 'old-%')`,
    );
    expect(await server.app.get(Purge).dropExpired()).toBe(5200);
  });

  it('deletes events older than the retention, and keeps the others', async () => {
    await server.database.query(`UPDATE worker_registration.journal SET at = now() - interval '91 days'`);
    await server.api.post('/register', registration({ workerId: 'fresh' }));
    expect(await server.app.get(JournalRetention).dropExpired()).toBeGreaterThan(9000);
    expect(await typesOf('left')).toEqual([]);
    expect(await typesOf('fresh')).toEqual(['registered']);
  });

  it('deletes sweeps older than the retention, finished or not, and keeps the others', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.sweep (round, instance, cause, started_at, finished_at)
       SELECT n, 1, 'schedule', at, CASE WHEN n % 2 = 0 THEN at END
       FROM (SELECT n, now() - make_interval(days => 41 - n) AS at FROM generate_series(1, 40) AS n) AS series`,
    );
    expect(await server.app.get(HistoryRetention).dropExpired()).toBe(11);
    const kept = await server.database.query('SELECT round FROM worker_registration.sweep');
    expect(kept).toHaveLength(29);
  });

  it('deletes gaps that are older than the journal, and instances that ended before', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.instance (number, name, heir, gap_until) VALUES
         (801, 'old', 1, now() - interval '91 days'), (802, 'lately', 1, now() - interval '89 days')`,
    );
    await server.database.query(
      `INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
       SELECT 800, at - interval '1 minute', at
       FROM (SELECT now() - make_interval(hours => n) AS at FROM generate_series(2153, 2168) AS n) AS series`,
    );
    expect(await server.app.get(InstanceRetention).dropExpired()).toBe(9);
    const left = await server.database.query(
      'SELECT number FROM worker_registration.instance WHERE number > 800',
    );
    expect(left).toEqual([{ number: 802 }]);
  });
});
