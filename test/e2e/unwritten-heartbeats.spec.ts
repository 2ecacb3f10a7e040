import { registration } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { Scrape } from '../support/scrape.js';
import { SessionClient } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const CHANGES = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.heartbeat-write': 'changes' };
const REPORT = { status: 'BUSY', currentJobCount: 1, cpuUsage: 45.5 };

interface Row {
  /** The transaction that wrote it last. */
  readonly writtenBy: string;
  readonly beats: number;
  readonly renewedAt: Date;
  readonly leaseEnds: string;
}

/** Ways to send a heartbeat: each returns the end of the lease that is acknowledged. */
type Way = (beat: object) => Promise<string>;

describe('With heartbeat-write: changes', () => {
  let database: TestDatabase;
  let servers: TestServer[];
  let sessions: SessionClient[];
  beforeEach(async () => {
    database = await createTestDatabase();
    [servers, sessions] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(sessions.map((session) => session.bye()));
    await Promise.all(servers.map((server) => server.close()));
    await database.drop();
  });

  const unwritten = async (server: TestServer) =>
    (await Scrape.of(server.url)).value('worker_registration_heartbeats_unwritten_total')!;
  const suspicions = async (server: TestServer) =>
    (await Scrape.of(server.url)).value('worker_registration_suspicions_total')!;
  /** Starts an instance that hears the others. */
  const start = async (settings: object = {}) => {
    const server = await startTestServer({ database, settings: { ...CHANGES, ...settings } });
    servers.push(server);
    const probe = `probe-${servers.length}`;
    await server.api.post('/register', registration({ workerId: probe }));
    await until(async () => {
      await server.api.post(`/${probe}/heartbeat`, {});
      return (await unwritten(server)) > 0;
    });
    await server.api.post('/register', registration({ workerId: 'w1', bootId: 'boot-1' }));
    return server;
  };
  /** Sends heartbeats until one is not written: what happened to the worker before is known then. */
  const settled = async (server: TestServer, beat: Way) => {
    let before: number;
    await until(async () => {
      before = await unwritten(server);
      await beat(REPORT);
      return (await unwritten(server)) > before;
    });
    return row();
  };
  const row = async (): Promise<Row> => {
    const [found] = await database.query<Row>(
      `SELECT s.xmin::text AS "writtenBy", s.heartbeat_count::integer AS beats, s.lease_renewed_at AS "renewedAt"
       FROM worker_registration.worker_state AS s JOIN worker_registration.worker AS w USING (id)
       WHERE w.worker_id = 'w1'`,
    );
    return { ...found!, leaseEnds: new Date(+found!.renewedAt + 300_000).toISOString() };
  };
  const single =
    (api: ApiClient): Way =>
    async (beat) =>
      (await api.post<{ heartbeat: { leaseExpiresAt: string } }>('/w1/heartbeat', beat)).body.heartbeat
        .leaseExpiresAt;
  const ways: Record<string, (server: TestServer) => Promise<Way>> = {
    'single heartbeats': async ({ api }) => single(api),
    'minimal answers': async ({ api }) => single(api.with({ prefer: 'return=minimal' })),
    batches:
      async ({ api }) =>
      async (beat) => {
        const sent = [{ workerId: 'w1', ...beat }];
        const { body } = await api.post<{ results: { leaseExpiresAt: string }[] }>('/heartbeat/batch', sent);
        return body.results[0]!.leaseExpiresAt;
      },
    sessions: async ({ url }) => {
      const session = await SessionClient.open(url, 'w1', { query: { bootId: 'boot-1' } });
      sessions.push(session);
      return async (beat) => (await session.beat(beat))['leaseExpiresAt'] as string;
    },
  };

  describe.each(Object.keys(ways))('%s', (name) => {
    it('heartbeats without changes are answered with the stored lease, and counted with the next change', async () => {
      const server = await start();
      const beat = await ways[name]!(server);
      const stored = await settled(server, beat);
      const acknowledged = [await beat(REPORT), await beat({}), await beat(REPORT)];
      const after = await row();
      const changed = await beat({ ...REPORT, currentJobCount: 2 });
      const last = await row();
      expect(acknowledged).toEqual(Array.from({ length: 3 }, () => stored.leaseEnds));
      expect(after).toEqual(stored);
      expect(changed).toBe(last.leaseEnds);
      expect(last.beats - stored.beats).toBe(5);
    });
  });

  it('a heartbeat is written in time for the lease, and no answer promises more than is stored', async () => {
    const short = { leaseSeconds: 3, bootId: 'boot-1', workerId: 'w1' };
    const server = await start({
      'jobscheduler.worker.min-lease-seconds': 1,
      'jobscheduler.worker.heartbeat-interval-seconds': 0.1,
    });
    await server.api.post('/register', registration(short));
    const beat = single(server.api.with({ prefer: 'return=minimal' }));
    const first = await settled(server, beat);
    const ends: string[] = [];
    await until(async () => {
      ends.push(await beat(REPORT));
      return (await row()).writtenBy !== first.writtenBy;
    });
    const written = await row();
    expect(new Set(ends.slice(0, -1))).toEqual(new Set([new Date(+first.renewedAt + 3000).toISOString()]));
    expect(ends.at(-1)).toBe(new Date(+written.renewedAt + 3000).toISOString());
    expect(written.beats - first.beats).toBe(1 + ends.length);
  });

  it('the answer shows the stored worker', async () => {
    const server = await start();
    const { beats } = await settled(server, single(server.api));
    const { body } = await server.api.post<{ worker: object }>('/w1/heartbeat', {});
    expect(body.worker).toMatchObject({ reportedStatus: 'BUSY', currentJobCount: 1, heartbeatCount: beats });
  });

  it('a worker that moves between two instances is written by both', async () => {
    const [one, other] = [await start(), await start()];
    const [here, there] = [single(one.api), single(other.api)];
    await here(REPORT);
    await there({ ...REPORT, status: 'ACTIVE' });
    const [moved, seen] = [await row(), await unwritten(one)];
    await until(async () => {
      await here(REPORT);
      return (await row()).writtenBy !== moved.writtenBy;
    });
    const { body } = await one.api.get('/w1');
    expect(body).toMatchObject({ reportedStatus: 'BUSY' });
    // Those that the notification had not overtaken.
    expect((await unwritten(one)) - seen).toBeLessThan(10);
  });

  describe("changes by another instance reach the worker's next heartbeats:", () => {
    let here: ApiClient;
    let there: ApiClient;
    beforeEach(async () => {
      const one = await start();
      here = one.api.with({ prefer: 'return=minimal' });
      there = (await start()).api;
      await settled(one, (beat) => single(here)({ ...beat, bootId: 'boot-1' }));
    });
    const answer = async () => here.post('/w1/heartbeat', { ...REPORT, bootId: 'boot-1' });

    it('an order', async () => {
      await there.post('/w1/drain', { reason: 'reboot' });
      await until(async () => (await answer()).body['commands']?.toString() === 'drain');
      expect((await answer()).body['commands']).toEqual(['drain']);
    });

    it('the release of a job, even if no notification arrives', async () => {
      await database.query(
        `WITH w AS (UPDATE worker_registration.worker_state SET has_revoked_jobs = true
           WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'w1') RETURNING id),
         r AS (INSERT INTO worker_registration.revoked_job (worker, job_id) SELECT id, 'job-1' FROM w)
         INSERT INTO worker_registration.journal (type, id, worker_id, actor) SELECT 'job-released', id, 'w1', 'service' FROM w`,
      );
      await until(async () => (await answer()).body['revokedJobs']?.toString() === 'job-1');
      expect((await answer()).body['revokedJobs']).toEqual(['job-1']);
    });

    it('a newer process', async () => {
      await there.post('/register', registration({ workerId: 'w1', bootId: 'boot-2' }));
      await until(async () => (await answer()).status === 409);
      expect((await answer()).body['code']).toBe('superseded');
    });

    it('a registration that is not journalled again', async () => {
      for (const leaseSeconds of [60, 90])
        await there.post('/register', registration({ workerId: 'w1', bootId: 'boot-1', leaseSeconds }));
      await until(async () => {
        const { heartbeat } = (await answer()).body as { heartbeat: { leaseSeconds: number } };
        return heartbeat.leaseSeconds === 90;
      });
      expect((await there.get('/w1')).body['leaseSeconds']).toBe(90);
    });

    it('its end', async () => {
      await there.post('/w1/deregister', { forceDeregister: true, reason: 'gone' });
      await until(async () => (await answer()).status === 410);
      expect((await answer()).body['code']).toBe('worker_deregistered');
    });
  });

  it('a silent worker becomes suspect in time, and its pending values are written then', async () => {
    const server = await start({
      'jobscheduler.worker.suspect-floor-seconds': 1,
      'jobscheduler.worker.heartbeat-interval-seconds': 0.1,
    });
    const beat = single(server.api.with({ prefer: 'return=minimal' }));
    const { beats: counted, renewedAt } = await settled(server, beat);
    await until(async () => (await server.api.get('/w1')).body['suspect'] === true);
    const { beats, renewedAt: later } = await row();
    expect([beats, later]).toEqual([counted + 1, renewedAt]);
    expect(Date.parse((await server.api.get('/w1')).body['lastHeartbeat'] as string)).toBeGreaterThan(
      +renewedAt,
    );
    await beat(REPORT);
    expect((await server.api.get('/w1')).body['suspect']).toBe(false);
  });

  it('what a silent worker has sent is counted later if its row cannot be written when it is late', async () => {
    const server = await start({
      'jobscheduler.worker.suspect-floor-seconds': 1,
      'jobscheduler.worker.heartbeat-interval-seconds': 0.1,
    });
    const beat = single(server.api.with({ prefer: 'return=minimal' }));
    const { beats } = await settled(server, beat);
    await database.query(`UPDATE worker_registration.worker_state SET due_at = now() - interval '1 minute'`);
    await until(async () => (await suspicions(server)) >= 2); // of the probe, too
    await beat(REPORT);
    expect((await row()).beats).toBe(beats + 2);
  });

  it('the heartbeat after a lost session is written', async () => {
    const server = await start();
    const beat = single(server.api);
    const session = await SessionClient.open(server.url, 'w1', { query: { bootId: 'boot-1' } });
    await session.beat(REPORT);
    await session.crash();
    await until(async () => (await server.api.get('/w1')).body['suspect'] === true);
    await beat({ ...REPORT, bootId: 'boot-1' });
    expect((await server.api.get('/w1')).body['suspect']).toBe(false);
  });

  it('all heartbeats are written after a gap', async () => {
    const server = await start();
    const beat = single(server.api);
    await settled(server, beat);
    await database.query(`UPDATE worker_registration.instance SET seen_at = seen_at - interval '1 minute'`);
    await until(async () => (await database.query('SELECT FROM worker_registration.gap')).length > 0);
    const { writtenBy } = await row();
    await until(async () => {
      await beat(REPORT);
      return (await row()).writtenBy !== writtenBy;
    });
    expect((await row()).beats).toBeGreaterThan(1);
  });
});
