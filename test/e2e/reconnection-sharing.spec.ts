import { ReconnectionService } from '../../src/reconnection/reconnection.service.js';
import { ProbeStore } from '../../src/reconnection/store/probe.store.js';
import { Door } from '../support/doors.js';
import { Probing } from '../support/probing.js';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js';
import { freePort, until } from '../support/waiting.js';
import { fleet } from '../factories/registration.factory.js';

const OFTEN = { 'jobscheduler.worker.reconnect-interval-ms': 100 };
/** No probe is cut off: a request that is no longer wanted would still be at the door, beside that of the next probe. */
const PATIENT = { 'jobscheduler.worker.reconnect-timeout-ms': 60_000 };
const BY_HAND = { 'jobscheduler.worker.reconnect-enabled': false };

interface Round {
  readonly message: string;
  readonly offline: number;
  readonly probed: number;
  readonly reached: number;
  readonly failed: number;
  readonly refused: number;
  readonly skipped: number;
  readonly left: number;
}

describe('Reconnection', () => {
  const closing: { close(): Promise<void> }[] = [];
  /** In reverse, so that the owner of a database is closed last. */
  afterEach(async () => {
    for (const each of closing.splice(0).toReversed()) await each.close();
  });
  async function start(options: TestServerOptions): Promise<TestServer> {
    const server = await startTestServer(options);
    closing.push(server);
    return server;
  }
  async function opened(door: Promise<Door>): Promise<Door> {
    closing.push(await door);
    return door;
  }

  it('divides the workers between instances, so that none is probed by two at once', async () => {
    const guests = new Map<string, number>();
    let most = 0;
    const visits = new Map<string, number>();
    const door = await opened(
      Door.http((request, response) => {
        const path = request.url!;
        guests.set(path, (guests.get(path) ?? 0) + 1);
        visits.set(path, (visits.get(path) ?? 0) + 1);
        most = Math.max(most, guests.get(path)!);
        setTimeout(() => {
          guests.set(path, guests.get(path)! - 1);
          response.writeHead(503).end();
        }, 50);
      }),
    );
    const one = await start({ settings: { ...OFTEN, ...PATIENT } });
    const two = await start({ settings: { ...OFTEN, ...PATIENT }, database: one.database });
    const workers = fleet(40, (index) => ({
      expectOnline: false,
      hostAddress: `127.0.0.1:${door.port}`,
      healthPath: `/${index}`,
    }));
    await one.api.post('/register/batch', workers);
    const both = [one, two].map((server) => server.app.get(ReconnectionService));
    await until(() => visits.size === 40 && [...visits.values()].every((count) => count >= 4));
    expect(most).toBe(1);
    expect(both.every(({ counts }) => counts.failed > 0)).toBe(true);
  });

  it('gives each due worker to one of two instances that claim concurrently', async () => {
    const one = await start({ settings: BY_HAND });
    const two = await start({ settings: BY_HAND, database: one.database });
    await one.api.post(
      '/register/batch',
      fleet(1000, () => ({ expectOnline: false, hostAddress: '127.0.0.1:1' })),
    );
    const stores = [one, two].map((server) => server.app.get(ProbeStore));
    await Promise.all(stores.map((store) => store.enrolWorkers()));
    const claimed: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      const both = await Promise.all(stores.map((store) => store.claimDue({ any: 20, slow: 15 })));
      claimed.push(...both.flat().map(({ id }) => id));
    }
    expect([claimed.length, new Set(claimed).size]).toEqual([1000, 1000]);
  });

  it('requested at two instances at once is done by one of them', async () => {
    let answer = (): void => undefined;
    const door = await opened(
      Door.http((_request, response) => (answer = () => void response.writeHead(503).end())),
    );
    const one = await start({ settings: BY_HAND });
    const two = await start({ settings: BY_HAND, database: one.database });
    const both = [new Probing(one), new Probing(two)];
    await both[0]!.expect('wanted', { port: door.port, healthPath: '/' });
    for (let round = 1; round <= 5; round += 1) {
      const asked = both.map((probing) => probing.dial('wanted'));
      const first = await Promise.race(asked);
      await until(() => door.visits === round);
      answer();
      const outcomes = (await Promise.all(asked)).map(({ result }) => result.outcome);
      expect([first.result.outcome, ...outcomes.sort()]).toEqual(['skipped', 'failed', 'skipped']);
    }
    expect(door.visits).toBe(5);
  });

  it('takes over the claims of an instance that died, when they expire', async () => {
    const door = await opened(Door.silent());
    const server = await start({ settings: OFTEN });
    const probing = new Probing(server);
    await probing.expect('orphan', { port: await freePort() });
    await until(async () => (await probing.count('failures > 0 AND claimed_by IS NULL')) === 1);
    await server.database.query(
      `UPDATE worker_registration.probe SET claimed_by = 999, claimed_until = 'infinity', next_at = 'infinity'`,
    );
    await server.database.query(`UPDATE worker_registration.worker SET port = $1`, [door.port]);
    await probing.expect('other', { port: door.port });
    await until(async () => (await probing.statusOf('other')) === 'ACTIVE');
    const { result } = await probing.dial('orphan');
    const whileClaimed = await probing.statusOf('orphan');
    await server.database.query(
      `UPDATE worker_registration.probe SET claimed_until = now(), next_at = now() WHERE claimed_by = 999`,
    );
    await until(async () => (await probing.statusOf('orphan')) === 'ACTIVE');
    expect([result.reason, whileClaimed]).toEqual(['another probe of it is under way', 'INACTIVE']);
  });

  it('finds a new worker while a thousand addresses do not answer', async () => {
    const door = await opened(Door.silent());
    const server = await start({
      settings: { ...OFTEN, 'jobscheduler.worker.reconnect-concurrency': 16 },
    });
    const probing = new Probing(server);
    const dead = fleet(1000, () => ({
      expectOnline: false,
      hostAddress: `127.0.0.1:${door.port}`,
      healthPath: '/never-answered',
    }));
    await server.api.post('/register/batch', dead);
    await until(() => door.guests >= 12);
    for (const name of ['first', 'second', 'third']) {
      const port = await freePort();
      await probing.expect(name, { port });
      await until(async () => (await probing.failuresOf(name)) > 0);
      const open = await opened(Door.silent(port));
      await until(async () => (await probing.statusOf(name)) === 'ACTIVE');
      await probing.count('failures = 0').then((untried) => expect(untried).toBeGreaterThan(900));
      expect(open.visits).toBe(1);
    }
    expect(door.guests).toBeLessThanOrEqual(16);
  });

  it('probes all offline workers on request, whatever their pauses, and counts them', async () => {
    const door = await opened(Door.silent());
    const server = await start({ settings: BY_HAND });
    const probing = new Probing(server);
    const closed = await freePort();
    await probing.expect('open-1', { port: door.port });
    await probing.expect('open-2', { port: door.port });
    await probing.expect('closed', { port: closed });
    await probing.expect('forbidden', { hostAddress: '169.254.169.254', port: 80 });
    await probing.expect('nowhere', { hostAddress: undefined });
    await probing.expect('online', { port: door.port, expectOnline: true });
    const first = await server.api.post<Round>('/reconnect');
    const second = await server.api.post<Round>('/reconnect');
    expect(first).toMatchObject({
      status: 200,
      body: {
        success: true,
        message: '2 of 5 offline workers reached',
        offline: 5,
        probed: 4,
        reached: 2,
        failed: 1,
        refused: 1,
        skipped: 1,
        left: 0,
      },
    });
    expect(second.body).toMatchObject({
      offline: 3,
      probed: 2,
      reached: 0,
      failed: 1,
      refused: 1,
      skipped: 1,
    });
    expect(door.visits).toBe(2);
  });

  it('probes those that did not answer immediately with the whole limit, in the same request', async () => {
    const door = await opened(
      Door.http((_request, response) => void setTimeout(() => response.writeHead(200).end(), 300)),
    );
    const server = await start({
      settings: { ...BY_HAND, 'jobscheduler.worker.reconnect-timeout-ms': 1000 },
    });
    const probing = new Probing(server);
    await probing.expect('sedate', { port: door.port, healthPath: '/' });
    const { body } = await server.api.post<Round>('/reconnect');
    expect(body).toMatchObject({ probed: 1, reached: 1 });
    expect(door.visits).toBe(2);
  });

  it('refuses a name that resolves only to addresses that are not allowed', async () => {
    const server = await start({
      settings: { ...BY_HAND, 'jobscheduler.worker.reconnect-allow': '10.0.0.0/8' },
    });
    const probing = new Probing(server);
    await probing.expect('local', { hostAddress: 'localhost', port: await freePort() });
    const { result } = await probing.dial('local');
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.reason).toMatch(/^localhost resolves only to \S+: .* in no range of/);
  });

  it('aborts its probes when the service stops, and releases the workers', async () => {
    const door = await opened(Door.silent());
    const server = await start({
      settings: { ...OFTEN, 'jobscheduler.worker.reconnect-timeout-ms': 600_000 },
    });
    const other = await start({ settings: BY_HAND, database: server.database });
    const probing = new Probing(other);
    await probing.expect('endless', { port: door.port, healthPath: '/' });
    await until(() => door.guests === 1);
    await server.app.close();
    await until(() => door.guests === 0);
    expect(await probing.count('claimed_by IS NULL AND failures = 0')).toBe(1);
  });
});
