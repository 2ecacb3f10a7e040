import { registration } from '../factories/registration.factory.js';
import { Door } from '../support/doors.js';
import { Probing, type Reconnection } from '../support/probing.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort, until } from '../support/waiting.js';

const BY_HAND = { 'jobscheduler.worker.reconnect-enabled': false };

describe('Rounds of probes', () => {
  let server: TestServer;
  let probing: Probing;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-interval-ms': 100 } });
    probing = new Probing(server);
  });
  afterAll(() => server.close());

  it('find a worker whose port opens, and record it in the journal', async () => {
    const port = await freePort();
    await probing.expect('late', { port });
    await until(async () => (await probing.failuresOf('late')) > 1);
    const before = await probing.statusOf('late');
    const pause = await probing.pauseOf('late');
    const door = await Door.silent(port);
    await until(async () => (await probing.statusOf('late')) === 'ACTIVE');
    await door.close();
    expect([before, pause <= 0.1]).toEqual(['INACTIVE', true]);
    expect(await probing.reached('late')).toMatchObject([
      { actor: 'service', detail: { how: 'tcp', address: '127.0.0.1', port, from: 'EXPECTED' } },
    ]);
  });

  it('renew leases that only probes renew in time, without an event', async () => {
    const door = await Door.silent();
    await probing.expect('mute', { port: door.port });
    await until(async () => (await probing.statusOf('mute')) === 'ACTIVE');
    const pause = await probing.pauseOf('mute');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET lease_renewed_at = lease_renewed_at - interval '4 minutes'`,
    );
    await probing.allDue();
    await until(async () => door.visits === 2 && (await probing.pauseOf('mute')) > 100);
    const { body } = await server.api.get('/mute');
    await door.close();
    expect(pause).toBeGreaterThan(140);
    expect(pause).toBeLessThanOrEqual(150);
    expect(Date.parse(body['leaseExpiresAt'] as string) - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(await probing.reached('mute')).toHaveLength(1);
  });

  it('skip workers that have left, are under an order, opted out, or are online', async () => {
    const port = await freePort();
    const asked = ['force-deregister', 'drain', 'maintenance'];
    for (const name of asked) await probing.expect(name, { port });
    await until(async () =>
      (await Promise.all(asked.map((name) => probing.failuresOf(name)))).every(Boolean),
    );
    for (const name of asked) await server.api.post(`/${name}/${name}`, {});
    await probing.expect('unwilling', { port, reconnect: { enabled: false } });
    await server.api.post('/register', registration({ workerId: 'online', hostAddress: '127.0.0.1', port }));
    await server.api.post('/register', registration({ workerId: 'ordered', hostAddress: '127.0.0.1', port }));
    await server.api.post('/ordered/maintenance', {});
    await probing.fallSilent('ordered');
    await until(async () => (await probing.count('claimed_by IS NOT NULL')) === 0);
    const door = await Door.silent(port);
    await probing.allDue();
    await probing.expect('last', { port });
    await until(async () => (await probing.statusOf('last')) === 'ACTIVE');
    await until(async () => (await probing.count('claimed_by IS NOT NULL OR next_at <= now()')) === 0);
    await door.close();
    expect(door.visits).toBe(1);
  });

  it('probe a worker again that registered with another address, whatever its pause', async () => {
    const door = await Door.silent();
    await probing.expect('moving', { port: await freePort(), reconnect: { intervalSeconds: 3600 } });
    await until(async () => (await probing.failuresOf('moving')) > 0);
    await probing.expect('moving', { port: door.port });
    await until(async () => (await probing.statusOf('moving')) === 'ACTIVE');
    await door.close();
    expect(door.visits).toBe(1);
  });
});

describe('A probe', () => {
  let server: TestServer;
  let probing: Probing;
  beforeAll(async () => {
    server = await startTestServer({ settings: BY_HAND });
    probing = new Probing(server);
  });
  afterAll(() => server.close());

  it.each([
    [200, true, null],
    [204, true, null],
    [302, false, '/healthz answered 302; redirects are not followed'],
    [404, false, '/healthz answered 404'],
    [503, false, '/healthz answered 503'],
  ])('of a health path that answers %d: reached %p', async (status, reached, reason) => {
    const hosts: (string | undefined)[] = [];
    const door = await Door.http((request, response) => {
      hosts.push(request.headers.host);
      response.writeHead(request.url === '/healthz' ? status : 200, { location: '/elsewhere' }).end();
    });
    const workerId = `http-${status}`;
    await probing.expect(workerId, { port: door.port, hostAddress: 'localhost', healthPath: '/healthz' });
    const { result, worker } = await probing.dial(workerId);
    const { port } = door;
    await door.close();
    expect(result).toMatchObject({ reached, renewed: reached, how: 'http', port, reason });
    expect(worker.status).toBe(reached ? 'ACTIVE' : 'INACTIVE');
    expect(hosts).toEqual([`localhost:${port}`]);
  });

  it.each([
    ['169.254.169.254', /link-local/],
    ['::ffff:169.254.169.254', /link-local/],
    ['100.100.100.200', /cloud metadata/],
    ['0.0.0.0', /unspecified/],
    ['8.8.8.8', /add 8\.8\.8\.8\/32 to allow it/],
  ])('never connects to %s', async (hostAddress, reason) => {
    const workerId = `refused-${hostAddress.replaceAll(':', '-')}`;
    await probing.expect(workerId, { hostAddress, port: 80 });
    const { message, result } = await probing.dial(workerId);
    expect(result).toMatchObject({ outcome: 'refused', reached: false, how: null });
    expect(result.reason).toMatch(reason);
    expect(message).toContain('Worker not probed');
  });

  it('gives a worker that has sent heartbeats one lease per silence', async () => {
    const door = await Door.silent();
    await server.api.post(
      '/register',
      registration({ workerId: 'hung', hostAddress: `127.0.0.1:${door.port}` }),
    );
    await server.api.post('/hung/heartbeat', { status: 'BUSY', currentJobCount: 2, message: 'at work' });
    const again = async (): Promise<boolean> => {
      await probing.fallSilent('hung');
      return (await probing.dial('hung')).result.renewed;
    };
    const inFirstSilence = [await again(), await again(), await again()];
    await server.api.post('/hung/heartbeat', {});
    const inSecond = [await again(), await again()];
    const { result } = await probing.dial('hung');
    const { body } = await server.api.get('/hung');
    await door.close();
    expect([inFirstSilence, inSecond]).toEqual([
      [true, false, false],
      [true, false],
    ]);
    expect(result).toMatchObject({
      outcome: 'reached',
      reason: expect.stringContaining('used its one lease'),
    });
    expect(body).toMatchObject({
      reportedStatus: 'BUSY',
      currentJobCount: 2,
      message: 'at work',
      heartbeatCount: 2,
    });
    expect(await probing.reached('hung')).toHaveLength(2);
  });

  it('brings back a worker that was cleaned up, without touching its jobs', async () => {
    const door = await Door.silent();
    await server.api.post(
      '/register',
      registration({ workerId: 'cleaned', hostAddress: `127.0.0.1:${door.port}` }),
    );
    await server.api.post('/cleaned/heartbeat', { currentJobCount: 3 });
    await probing.fallSilent('cleaned');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET presence = 'LOST', health = 'FAILED'
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'cleaned')`,
    );
    const { worker } = await probing.dial('cleaned');
    await door.close();
    expect(worker).toMatchObject({ status: 'ACTIVE', health: 'HEALTHY', currentJobCount: 3 });
    expect(await probing.reached('cleaned')).toMatchObject([{ detail: { from: 'LOST' } }]);
  });

  it('that is not answered makes the next pause longer, up to the longest one', async () => {
    await probing.expect('closed', { port: await freePort() });
    const pauses: number[] = [];
    for (let failure = 1; failure <= 10; failure += 1) {
      await probing.dial('closed');
      pauses.push(await probing.pauseOf('closed'));
    }
    const within = [30, 30, 30, 30, 30, 60, 120, 240, 300, 300];
    expect(pauses.map((pause, index) => pause <= within[index]! && pause > within[index]! * 0.7)).toEqual(
      within.map(() => true),
    );
    expect(await probing.dial('closed')).toMatchObject({
      success: true,
      message: 'Worker not reached: the connection was refused',
      worker: { status: 'INACTIVE' },
    });
  });

  it.each<[string, Record<string, unknown>, string | undefined, RegExp]>([
    ['online', { expectOnline: true }, undefined, /it is online/],
    ['left', {}, '/left/force-deregister', /it is deregistered/],
    ['resting', {}, '/resting/maintenance', /under an order \(MAINTENANCE\)/],
    ['nowhere', { hostAddress: undefined, hostName: undefined }, undefined, /it has no address/],
    ['portless', { port: undefined }, undefined, /it has no port/],
    ['unwilling', { reconnect: { enabled: false } }, undefined, /its own policy/],
  ])(
    'of a worker that is %s is skipped, and the response has the reason',
    async (workerId, given, path, reason) => {
      const door = await Door.silent();
      await probing.expect(workerId, { port: door.port, ...given });
      if (path !== undefined) await server.api.post(path, {});
      const { result } = await probing.dial(workerId);
      await door.close();
      expect(result).toMatchObject({ outcome: 'skipped', reached: false, renewed: false });
      expect(result.reason).toMatch(reason);
      expect(door.visits).toBe(0);
    },
  );

  it('of an unknown worker is 404', async () => {
    expect(await server.api.post<Reconnection>('/nobody/reconnect')).toMatchObject({
      status: 404,
      body: { code: 'worker_not_registered' },
    });
  });
});
