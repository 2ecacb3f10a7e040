import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Interval {
  from: string;
  until: string | null;
  value: string | null;
  reason: string | null;
  actor: string | null;
}
interface Timeline extends Record<'presence' | 'health' | 'order' | 'incarnation', Interval[]> {
  workerId: string;
  from: string;
  complete: boolean;
}

describe('GET /{workerId}/timeline', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    await server.api.post('/register', registration({ workerId: 'w', bootId: 'one' }));
  });
  afterEach(() => server.close());

  const read = async (query = '') => (await server.api.get<Timeline>(`/w/timeline${query}`)).body;
  const values = (intervals: Interval[]) => intervals.map(({ value }) => value);

  it('shows the states of a worker and their reasons, up to now', async () => {
    const watch = new FleetWatch(server);
    await server.api.post('/w/maintenance', { reason: 'Disk' });
    await server.api.post('/w/activate', {});
    await watch.lose('w');
    await server.api.post('/register', registration({ workerId: 'w', bootId: 'two' }));
    const { presence, health, order, incarnation, complete } = await read();
    expect(values(presence)).toEqual(['PRESENT', 'LOST', 'PRESENT']);
    expect(values(health)).toEqual(['HEALTHY', 'UNHEALTHY', 'FAILED', 'HEALTHY']);
    expect(values(order)).toEqual([null, 'MAINTENANCE', null]);
    expect(order[1]).toMatchObject({ reason: 'Disk', actor: 'operator' });
    expect(values(incarnation)).toEqual(['1', '2']);
    expect([presence[0]!.until, presence.at(-1)!.until, complete]).toEqual([presence[1]!.from, null, true]);
    expect(presence[1]!.reason).toContain('lease');
  });

  it('begins with the state from before its range', async () => {
    await server.database.query(`UPDATE worker_registration.journal SET at = at - interval '2 days'`);
    await server.api.post('/w/drain', { reason: 'Update' });
    const { from, presence, order } = await read();
    expect(presence).toMatchObject([{ from, until: null, value: 'PRESENT' }]);
    expect(values(order)).toEqual([null, 'DRAINING']);
    expect((await read('?until=9999-12-31T00:00:00Z')).presence.at(-1)!.until).toBeNull();
    expect(values((await read('?until=2020-01-01T00:00:00Z')).presence)).toEqual([]);
  });

  it('shows the latest changes of a worker with very many', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.journal (type, id, worker_id, actor, detail, at)
       SELECT CASE WHEN n % 2 = 0 THEN 'recovered' ELSE 'failed' END::worker_registration.event_type, id, worker_id, 'service',
         '{}', now() - make_interval(secs => 3000 - n)
       FROM worker_registration.worker, generate_series(1, 2500) AS n ORDER BY n`,
    );
    const { complete, health, from } = await read();
    expect([complete, health.length, health[0]!.from === from]).toEqual([false, 2000, true]);
  });

  it.each([
    ['?to=2026-01-01', 'Unknown query parameter "to"'],
    [
      '?from=yesterday',
      'from must be a time such as 2026-01-31T12:00:00Z, or an age such as 2h, 30m or 7d, not "yesterday"',
    ],
    ['?from=2026-01-02&until=2026-01-01', 'from must be before until'],
    ['?from=2020-01-01&until=2026-01-01', 'from must be before until, and up to 366 days earlier'],
  ])('%s is refused', async (query, message) => {
    const { status, body } = await server.api.get(`/w/timeline${query}`);
    expect([status, String(body['message']).slice(0, message.length)]).toEqual([400, message]);
  });

  it('is kept of records that were deleted or replaced', async () => {
    const { body: replaced } = await server.api.get<{ id: string }>('/w');
    await server.api.post('/register', registration({ workerId: 'w', bootId: 'two', force: true }));
    await server.api.delete('/w');
    const old = (await server.api.get<Timeline>(`/${replaced.id}/timeline`)).body;
    expect(values(old.presence)).toEqual(['PRESENT', null]);
    expect(old.presence[1]).toMatchObject({
      until: null,
      reason: 'A forced registration replaced the record',
    });
    expect((await read()).presence).toMatchObject([
      { value: 'PRESENT' },
      { value: null, reason: 'The record was deleted', actor: 'operator' },
    ]);
  });

  it('is 404 for an unknown worker', async () => {
    expect((await server.api.get('/nobody/timeline')).status).toBe(404);
  });
});
