import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Page {
  events: {
    seq: string;
    at: string;
    type: string;
    id: string;
    workerId: string;
    actor: string;
    detail: Record<string, unknown>;
  }[];
  nextCursor: string | null;
}

describe('The journal', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const events = async (path: string) => (await server.api.get<Page>(path)).body;
  const typesOf = async (path: string) => (await events(path)).events.map(({ type }) => type);

  it('has the history of a worker, newest first, even after its record was deleted', async () => {
    const { api } = server;
    const { id } = (
      await api.post<{ worker: { id: string } }>('/register', registration({ workerId: 'told' }))
    ).body.worker;
    await api.post('/register', registration({ workerId: 'told' }));
    await api.post('/told/heartbeat', { currentJobCount: 1 });
    await api.post('/told/deregister', { drain: true, reason: 'update' });
    await api.post('/told/heartbeat', { currentJobCount: 0 });
    await api.delete('/told');
    const expected = ['deleted', 'deregistered', 'draining', 're-registered', 'registered'];
    expect(await typesOf('/told/events')).toEqual(expected);
    expect(await typesOf(`/${id}/events`)).toEqual(expected);
    const [deleted, left] = (await events('/told/events')).events;
    expect(deleted).toMatchObject({ id, workerId: 'told', actor: 'operator', detail: {} });
    expect(left).toMatchObject({ actor: 'worker', detail: { from: 'PRESENT', reason: 'update' } });
  });

  it('is filtered by types and groups of types, and names the group of each event', async () => {
    await server.api.post('/register', registration({ workerId: 'grouped' }));
    await server.api.post('/grouped/drain', {});
    await server.api.post('/grouped/jobs', { jobId: 'none' });
    await server.api.post('/grouped/token');
    await server.api.post('/grouped/deregister', { forceDeregister: true });
    const all = ['deregistered', 'token-issued', 'order-given', 'registered'];
    expect(await typesOf('/grouped/events')).toEqual(all);
    expect(await typesOf('/grouped/events?groups=orders,access')).toEqual(['token-issued', 'order-given']);
    expect(await typesOf('/grouped/events?groups=Access&type=registered')).toEqual([
      'token-issued',
      'registered',
    ]);
    expect(await typesOf('/events?workerId=grouped&groups=guard,operations')).toEqual([]);
    expect((await events('/grouped/events?groups=orders')).events).toMatchObject([{ group: 'orders' }]);
    expect((await server.api.get('/events?groups=disorder')).status).toBe(400);
  });

  it('records nothing for a heartbeat that changes only figures', async () => {
    await server.api.post('/register', registration({ workerId: 'beating' }));
    await server.api.post('/beating/heartbeat', { status: 'BUSY', currentJobCount: 3 });
    await server.api.post('/heartbeat/batch', [{ workerId: 'beating', status: 'IDLE', currentJobCount: 0 }]);
    expect(await typesOf('/beating/events')).toEqual(['registered']);
  });

  it('records a worker that comes back with a heartbeat', async () => {
    await server.api.post('/register', registration({ workerId: 'late', expectOnline: false }));
    await server.api.post('/late/heartbeat', {});
    expect((await events('/late/events')).events[0]).toMatchObject({
      type: 'came-back',
      detail: { from: 'EXPECTED' },
    });
  });

  it('records what a registration ends: an absence, a drain, a record', async () => {
    const register = async (body = {}) => {
      const { api } = server;
      const given = registration({ workerId: 'again', activeJobCount: 1, ...body });
      return (await api.post<{ worker: { id: string } }>('/register', given)).body.worker.id;
    };
    await register({ expectOnline: false });
    await register();
    await server.api.post('/again/deregister', { drain: true });
    await register({ activeJobCount: 0 });
    await server.api.post('/again/deregister');
    const replacedId = await register();
    await register({ force: true });
    await register();
    const { events: told } = await events('/again/events?type=registered,re-registered,replaced');
    expect(told.map(({ detail }) => detail)).toEqual([
      { outcome: 'resumed', incarnation: 6 },
      { outcome: 'replaced', incarnation: 5, replacedId },
      { outcome: 'resumed', incarnation: 4, from: 'LEFT' },
      { outcome: 'restarted', incarnation: 3, orderEnded: 'DRAINING' },
      { outcome: 'resumed', incarnation: 2, from: 'EXPECTED' },
      { outcome: 'created', incarnation: 1, expectOnline: false },
    ]);
  });

  it('records which worker was deregistered by force, and why', async () => {
    await server.api.post('/register', registration({ workerId: 'pushed' }));
    await server.api.post('/pushed/force-deregister?reason=fire');
    expect((await events('/pushed/events?type=deregistered')).events).toMatchObject([
      { actor: 'operator', detail: { reason: 'fire', forced: true, activeJobs: 0 } },
    ]);
  });

  it('is written in the transaction of the change', async () => {
    await server.database.query(
      `ALTER TABLE worker_registration.journal ADD CONSTRAINT refuse CHECK (worker_id <> 'unlucky')`,
    );
    const refused = await server.api.post('/register', registration({ workerId: 'unlucky' }));
    await server.database.query(`ALTER TABLE worker_registration.journal DROP CONSTRAINT refuse`);
    expect(refused.status).toBe(500);
    expect((await server.api.get('/unlucky')).status).toBe(404);
  });

  it('is paged and filtered by type, worker, actor and time', async () => {
    const batch = Array.from({ length: 5 }, (_, index) =>
      registration({ workerId: `paged-${index}`, zone: 'x' }),
    );
    await server.api.post('/register/batch', batch);
    const first = await events('/events?type=registered&limit=3');
    const second = await events(`/events?type=registered&limit=2&cursor=${first.nextCursor}`);
    const workerIds = [...first.events, ...second.events].map(({ workerId }) => workerId);
    expect(workerIds.sort()).toEqual(batch.map(({ workerId }) => workerId));
    expect(await typesOf('/events?workerId=paged-1&actor=worker')).toEqual(['registered']);
    expect(await typesOf('/events?actor=nobody')).toEqual([]);
    expect(await typesOf(`/events?until=${first.events[0]!.at.slice(0, 4)}-01-01`)).toEqual([]);
    expect((await server.api.get('/events?type=nonsense')).body['message']).toContain(
      'type must be one of registered',
    );
    expect((await server.api.get('/events?from=yesterday')).body['message']).toBe(
      'from must be a time such as 2026-01-31T12:00:00Z, or an age such as 2h, 30m or 7d, not "yesterday"',
    );
  });

  it('is read by age, where to and until mean the same', async () => {
    await server.api.post('/register', registration({ workerId: 'aged' }));
    await server.database.query(
      `UPDATE worker_registration.journal SET at = at - interval '3 hours' WHERE worker_id = 'aged'`,
    );
    await server.api.delete('/aged');
    expect(await typesOf('/aged/events?from=1H')).toEqual(['deleted']);
    expect(await typesOf('/events?workerId=aged&from=7d&to=2h')).toEqual(['registered']);
    expect(await typesOf('/aged/events?until=2h&to=1m')).toEqual(['registered']);
    expect(await typesOf('/aged/events?until=1m&to=4h')).toEqual([]);
  });

  it('is written as CSV and NDJSON, whose next page is in the header Link', async () => {
    await server.api.post('/register', registration({ workerId: 'written' }));
    await server.api.post('/written/drain', { reason: '=1+1, "Größe"\nzwei' });
    const [given, registered] = (await events('/written/events')).events;
    const read = async (query: string) => {
      const response = await fetch(new URL(query, `${server.url}/api/v1/worker-registration/written/events`));
      const { headers } = response;
      return { type: headers.get('content-type'), link: headers.get('link'), text: await response.text() };
    };
    expect(await read('?format=NDJSON')).toEqual({
      type: 'application/x-ndjson; charset=utf-8',
      link: null,
      text: `${JSON.stringify(given)}\n${JSON.stringify(registered)}\n`,
    });
    const first = await read('?format=csv&type=order-given,registered&limit=1');
    expect(first.type).toBe('text/csv; charset=utf-8');
    expect(first.text.split('\n')).toEqual([
      'seq,at,type,group,id,workerId,actor,subject,address,requestId,detail',
      expect.stringMatching(/^\d+,[^,]+,order-given,orders,.*""reason"":""=1\+1, .*Größe/),
      '',
    ]);
    const [, next] = /^<(\?[^>]+)>; rel="next"$/.exec(first.link!)!;
    const second = await read(next!);
    expect([second.text.split('\n')[1], second.link]).toEqual([
      expect.stringMatching(/,registered,registration,/),
      null,
    ]);
    expect((await server.api.get('/events?format=xml')).body['message']).toBe(
      'format must be one of json, ndjson, csv, not "xml"',
    );
  });
});
