import { Client } from 'pg';
import { CopiedEvents } from '../../src/journal/stream/copied-events.js';
import { fleet, registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { EventStream } from '../support/event-stream.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const WRITE = `INSERT INTO worker_registration.journal (type, worker_id, actor) VALUES ('registered', $1, 'worker')`;

describe('The stream of events', () => {
  let database: TestDatabase;
  let server: TestServer;
  let other: TestServer;
  const streams: EventStream[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startTestServer({ database });
    other = await startTestServer({ database });
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(async () => {
    await Promise.all([server.close(), other.close()]);
    await database.drop();
  });

  const open = async (
    at = server,
    ...rest: [query?: Record<string, string>, headers?: Record<string, string>]
  ) => {
    const stream = await EventStream.open(at.url, ...rest);
    streams.push(stream);
    return stream;
  };
  const register = (workerId: string, at = server) => at.api.post('/register', registration({ workerId }));

  it('sends the events of every instance, as in the journal', async () => {
    const stream = await open();
    await register('near');
    await register('far', other);
    await stream.hears(2);
    const { events } = (await server.api.get<{ events: unknown[] }>('/events?limit=2')).body;
    expect(stream.events).toEqual(events.toReversed());
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
  });

  it('sends only what its filters select', async () => {
    const stream = await open(server, { type: 'deregistered,replaced', workerId: 'wanted' });
    for (const workerId of ['wanted', 'unwanted']) {
      await register(workerId);
      await server.api.post(`/${workerId}/force-deregister`);
    }
    await server.api.post('/register', registration({ workerId: 'wanted', force: true }));
    await stream.hears(2);
    expect(stream.events.map(({ type, workerId }) => [type, workerId])).toEqual([
      ['deregistered', 'wanted'],
      ['replaced', 'wanted'],
    ]);
    expect((await open(server, { type: 'nonsense' })).response.statusCode).toBe(400);
  });

  it('sends CloudEvents to a reader that requests them', async () => {
    const stream = await open(server, { format: 'cloudevents' });
    const plain = await open(server);
    await register('cloudy');
    await Promise.all([stream.hears(1), plain.hears(1)]);
    const [data] = plain.events;
    const cloudEvent = {
      specversion: '1.0',
      id: data!.seq,
      source: 'urn:worker-registration',
      type: 'worker-registration.registered',
      subject: 'cloudy',
      time: data!.at,
      datacontenttype: 'application/json',
      data,
    };
    expect(stream.events).toEqual([cloudEvent]);
    expect(stream.lastEventId).toBe(plain.lastEventId);
  });

  it('neither misses nor repeats events that commit later than newer ones', async () => {
    const stream = await open();
    const slow = new Client({ connectionString: database.url });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(WRITE, ['early']);
    await register('late');
    const resumed = await open(server, {}, { 'last-event-id': stream.lastEventId });
    await slow.query('COMMIT');
    await slow.end();
    await register('last', other);
    await Promise.all([stream.hears(3), resumed.hears(3)]);
    expect(stream.workerIds).toEqual(['early', 'late', 'last']);
    expect(resumed.workerIds).toEqual(['early', 'late', 'last']);
  });

  it('continues after the last received event, even at an instance that has just started', async () => {
    const before = await open();
    await register('seen');
    await before.hears(1);
    before.close();
    await server.api.post('/register/batch', fleet(3000));
    const fresh = await startTestServer({ database });
    const [far, near] = [
      await open(fresh, { lastEventId: before.lastEventId }),
      await open(fresh, {}, { 'last-event-id': before.lastEventId }),
    ];
    await register('live', fresh);
    await Promise.all([far.hears(3001), near.hears(3001)]);
    const expected = [...fleet(3000).map(({ workerId }) => workerId), 'live'];
    expect(new Set(far.workerIds)).toEqual(new Set(expected));
    expect(near.events).toEqual(far.events);
    await fresh.close();
    await until(() => far.hasEnded && near.hasEnded);
  });

  it('sends nothing twice to a reader that switches from an instance that was ahead', async () => {
    const here = await open();
    const [{ id }] = (await database.query(`${WRITE} RETURNING tx || '-' || seq AS id`, ['unannounced'])) as [
      { id: string },
    ];
    const [{ tx }] = (await database.query(`${WRITE} RETURNING tx`, ['next'])) as [{ tx: string }];
    await until(async () => {
      const settled = await database.query(
        'SELECT WHERE $1::xid8 < pg_snapshot_xmin(pg_current_snapshot())',
        [tx],
      );
      return settled.length > 0;
    });
    const moved = await open(server, { lastEventId: id });
    await Promise.all([here.hears(2), moved.hears(1)]);
    expect([here.workerIds, moved.workerIds]).toEqual([['unannounced', 'next'], ['next']]);
  });

  it('reports a position that it cannot continue from, and continues from now', async () => {
    const before = await open();
    await register('forgotten');
    await before.hears(1);
    await database.query(`DELETE FROM worker_registration.journal WHERE worker_id = 'forgotten'`);
    const [expired, foreign] = [
      await open(other, { lastEventId: before.lastEventId }),
      await open(other, {}, { 'last-event-id': 'elsewhere' }),
    ];
    await register('after');
    await Promise.all([expired.hears(1), foreign.hears(1)]);
    for (const [stream, reason] of [
      [expired, 'expired'],
      [foreign, 'unknown'],
    ] as const) {
      const reset = stream.blocks.find(({ event }) => event === 'reset');
      expect(JSON.parse(reset!.data!)).toMatchObject({ reason });
      expect(stream.workerIds).toEqual(['after']);
    }
  });

  it('treats a journal copied from another server as past', async () => {
    const [copied] = await database.query<{ id: string }>(
      `INSERT INTO worker_registration.journal (tx, type, worker_id, actor)
       VALUES ((pg_current_xact_id()::text::bigint + 1000000)::text::xid8, 'registered', 'copied', 'worker')
       RETURNING tx || '-' || seq AS id`,
    );
    const resumed = await open(server, { lastEventId: copied!.id });
    await server.app.get(CopiedEvents).settleCopied();
    const all = await open(server, { lastEventId: '0-0' });
    await register('own');
    await resumed.hears(1);
    await until(() => all.workerIds.includes('own'));
    expect(resumed.blocks.some(({ event }) => event === 'reset')).toBe(true);
    expect(resumed.workerIds).toEqual(['own']);
    expect(all.workerIds[0]).toBe('copied');
  });

  it('continues when the connection that listens was lost', async () => {
    const stream = await open();
    await until(async () => (await listeners()).length === 2);
    await database.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ANY ($1)', [
      await listeners(),
    ]);
    await register('meanwhile', other);
    await stream.hears(1);
    await until(async () => (await listeners()).length === 2);
    await register('again', other);
    await stream.hears(2);
    expect(stream.workerIds).toEqual(['meanwhile', 'again']);
  });

  it('disconnects only readers that do not read', async () => {
    const [slow, good] = [await EventStream.unread(server.url), await open(server, { workerId: 'good' })];
    streams.push(slow);
    // More than two pages, of which the sockets buffer some.
    await database.query(
      `INSERT INTO worker_registration.journal (type, actor, detail)
       SELECT 'registered', 'worker', jsonb_build_object('text', repeat('x', 10000)) FROM generate_series(1, 2500)`,
    );
    await register('good');
    await until(async () => (await metric('ended_total{reason="slow"}')).startsWith('1'));
    await good.hears(1);
    slow.response.resume();
    await until(() => slow.hasEnded);
    expect(slow.response.complete).toBe(false);
  });

  const metric = async (name: string): Promise<string> => {
    const page = await (await fetch(`${server.url}/metrics`)).text();
    return page.split(`worker_registration_event_streams_${name} `)[1]!;
  };
  const listeners = async (): Promise<number[]> => {
    const rows = await database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'worker-registration-listener' AND query LIKE 'LISTEN%journal%'`,
    );
    return rows.map(({ pid }) => pid);
  };
});

describe('Readers of the stream', () => {
  it('need role viewer, and are disconnected when their key is revoked', async () => {
    const desk = await AccessDesk.open({ 'server.max-event-streams': 1 });
    const { url } = desk.server;
    const showing = (key: string) => EventStream.open(url, {}, { authorization: `Bearer ${key}` });
    expect((await EventStream.open(url)).response.statusCode).toBe(401);
    const gateway = await desk.key({ roles: ['gateway'] });
    expect((await showing(gateway.key)).response.statusCode).toBe(403);
    const viewer = await desk.key({ roles: ['viewer'] });
    const stream = await showing(viewer.key);
    const refused = (await showing(viewer.key)).response;
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5']);
    await (await desk.as('admin')).delete(`/access/keys/${viewer.id}`);
    await until(() => stream.hasEnded);
    expect(stream.response.complete).toBe(true);
    await desk.close();
  });
});
