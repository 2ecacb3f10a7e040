import { registration } from '../factories/registration.factory.js';
import { FaultyPostgres } from '../faults/parts/postgres.js';
import type { TestDatabase } from '../support/database.js';
import { Relay } from '../support/relay.js';
import { SessionWays, type SendBeat } from '../support/session-answers.js';
import { SteadyLoad } from '../support/steady-load.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Connections of the service, the one that listens included. */
const CONNECTIONS = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE application_name LIKE 'worker-registration%'`;

/** Two servers, of which one streams from the other, and an address that leads to one of them. No connection is cut. */
describe('A fail-over of PostgreSQL', () => {
  let first: FaultyPostgres;
  let second: FaultyPostgres;
  let address: Relay;
  let server: TestServer;
  let load: SteadyLoad;
  let sessions: SessionWays;
  /** Two of the four clients send heartbeats over a session. */
  const overSession = new Map<string, SendBeat>();
  const log: { level: string; msg: string }[] = [];
  beforeAll(async () => {
    first = await FaultyPostgres.create();
    second = await first.replicate();
    address = await Relay.to(first.url);
    server = await startTestServer({
      database: { url: address.through } as TestDatabase,
      settings: { 'log.level': 'info', 'jobscheduler.worker.max-concurrent-jobs-limit': 1000 },
      log: (line) => log.push(JSON.parse(line) as (typeof log)[number]),
    });
    for (const workerId of ['w0', 'w1', 'w2', 'w3'])
      await server.api.post('/register', registration({ workerId, maxConcurrentJobs: 1000 }));
    sessions = new SessionWays(server);
    for (const client of ['0', '1']) overSession.set(client, await sessions.open(`w${client}`));
    load = new SteadyLoad(4, beatAndWork);
  });
  afterAll(async () => {
    await load.stop();
    await sessions.close();
    await server.close();
    await address.shut();
    await Promise.all([first.remove(), second.remove()]);
  });

  /** Heartbeats, registrations and claims of jobs in turn: statements of all kinds. */
  function beatAndWork(name: string): Promise<{ status: number }> {
    const [, client, request] = /^c(\d+)-r(\d+)$/.exec(name)!;
    if (Number(request) % 3 === 0) return server.api.post('/register', registration({ workerId: name }));
    if (Number(request) % 3 === 1) return server.api.post('/jobs/claim', { jobId: name });
    const beat = overSession.get(client!) ?? ((body) => server.api.post(`/w${client}/heartbeat`, body));
    return beat({ currentJobCount: 0 });
  }

  const connectionsOf = async (postgres: FaultyPostgres) =>
    (await postgres.query<{ count: number }>(CONNECTIONS))[0]!.count;
  const lines = (text: string) => log.filter(({ msg }) => msg.includes(text));
  const ready = async () => {
    const answer = await fetch(`${server.url}/readyz`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  /** Until a look finds what is looked for. */
  async function until(look: () => Promise<boolean>): Promise<void> {
    while (!(await look())) await new Promise((resolve) => setImmediate(resolve));
  }

  it('to a server that is still a standby answers 503 with the reason, until the address is right', async () => {
    await load.acknowledged(50);
    address.lead(second.url);
    await first.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'worker-registration%'`,
    );
    await load.answered(503);
    expect(await ready()).toMatchObject({
      status: 503,
      body: {
        error: { database: { message: 'SQLSTATE 25006: the server is a standby and accepts no writes' } },
      },
    });
    address.lead(first.url);
    await load.acknowledged(50);
    await until(async () => lines('available again').length === 1);
    expect((await ready()).status).toBe(200);
    expect(lines('is unavailable')).toEqual([expect.objectContaining({ level: 'error' })]);
    expect(lines('available again')[0]!.msg).toMatch(
      /after \d+\.\d s \(.*SQLSTATE 25006: the server is a standby/,
    );
  });

  it('to the promoted standby and back loses no acknowledged change', async () => {
    await switchOver(first, second);
    await load.acknowledged(50);
    await switchOver(second, first);
    await load.acknowledged(50);

    const isBeat = (name: string) => Number(name.split('-r')[1]) % 3 === 2;
    const written = load.seen.acknowledged.filter((name) => !isBeat(name));
    const beats = ['0', '1', '2', '3'].map(
      (client) =>
        load.seen.acknowledged.filter((name) => isBeat(name) && name.startsWith(`c${client}-`)).length,
    );
    const kept = await first.query<{ name: string }>(
      `SELECT worker_id AS name FROM worker_registration.worker UNION ALL SELECT job_id FROM worker_registration.job`,
    );
    const names = new Set(kept.map(({ name }) => name));
    expect(written.filter((name) => !names.has(name))).toEqual([]);
    const stored = await first.query<{ count: number }>(
      `SELECT heartbeat_count::integer AS count FROM worker_registration.worker JOIN worker_registration.worker_state USING (id)
       WHERE worker_id IN ('w0', 'w1', 'w2', 'w3') ORDER BY worker_id`,
    );
    expect(stored.filter(({ count }, index) => count < beats[index]!)).toEqual([]);
    expect(load.seen.failed).toBe(0);
    expect([...load.seen.statuses.keys()].sort((a, b) => a - b)).toEqual([200, 201, 503]);
    expect((await ready()).status).toBe(200);
  });

  it('moves every connection, also the one for LISTEN, even if the old server keeps its own open', async () => {
    await second.shutDown();
    await second.becomePrimary();
    await second.start();
    address.lead(second.url);
    await first.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await first.query('SELECT pg_reload_conf()');
    await until(async () => (await connectionsOf(first)) === 0);
    await until(async () => (await connectionsOf(second)) > 1);
    await load.acknowledged(50);
    expect((await ready()).status).toBe(200);
  });

  /** As tools for it do: the old server is shut down in order, the other one promoted, the address turned, the old one started to follow. */
  async function switchOver(from: FaultyPostgres, to: FaultyPostgres): Promise<void> {
    await from.shutDown();
    await to.promote();
    address.lead(to.url);
    await from.becomeStandbyOf(to);
    await from.start();
    const STREAMING = `SELECT FROM pg_stat_replication WHERE state = 'streaming'`;
    await until(async () => (await to.query(STREAMING)).length === 1);
  }
});
