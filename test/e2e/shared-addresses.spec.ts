import { registration } from '../factories/registration.factory.js';
import { Door } from '../support/doors.js';
import { Probing } from '../support/probing.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('The address and port of a worker that sends heartbeats', () => {
  let server: TestServer;
  let probing: Probing;
  let door: Door;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-interval-ms': 100 } });
    probing = new Probing(server);
    door = await Door.silent();
    await server.api.post(
      '/register',
      registration({ workerId: 'pod-new', hostAddress: '127.0.0.1', port: door.port }),
    );
    await server.api.post('/pod-new/heartbeat', {});
  });
  afterAll(async () => {
    await door.close();
    await server.close();
  });

  it('prove nothing about another worker there, by TCP or HTTP, in rounds or on request', async () => {
    await probing.expect('pod-planned', { port: door.port });
    await probing.expect('pod-asked', { port: door.port, healthPath: '/' });
    await server.api.post(
      '/register',
      registration({ workerId: 'pod-old', hostAddress: '127.0.0.1', port: door.port }),
    );
    await server.api.post('/pod-old/heartbeat', {});
    await probing.fallSilent('pod-old');
    await until(
      async () =>
        (await probing.count(`next_at > now() + interval '1 minute' AND next_at < 'infinity'`)) === 3,
    );
    const round = await server.api.post<{ reached: number; skipped: number }>('/reconnect');
    const { message } = await probing.dial('pod-asked');

    expect(round.body).toMatchObject({ reached: 0, skipped: 3 });
    expect(message).toContain('pod-new sends heartbeats and has the same address and port');
    for (const workerId of ['pod-planned', 'pod-old', 'pod-asked'])
      expect(await probing.reached(workerId)).toEqual([]);
    expect(door.visits).toBe(0);
  });

  it('cause a warning to workers that register there, alone or in a batch', async () => {
    const body = registration({ workerId: 'pod-next', hostAddress: '127.0.0.1', port: door.port });
    const { body: alone } = await server.api.post<{ warnings: string[] }>('/register', body);
    const { body: batch } = await server.api.post<{ results: { warnings?: string[] }[] }>('/register/batch', [
      body,
    ]);
    const warning = expect.stringContaining(
      'Worker pod-new sends heartbeats and has the same address and port',
    );
    expect(alone.warnings).toEqual([warning]);
    expect(batch.results[0]!.warnings).toEqual([warning]);
  });

  it('and those that cannot be probed are reported at the registration', async () => {
    const register = (hostAddress: string) =>
      server.api.post<{ warnings: string[]; message: string; worker: { hostAddress: string } }>(
        '/register',
        registration({ hostAddress, port: 9090 }),
      );
    expect((await register('0.0.0.0:9090')).body.warnings).toEqual([
      expect.stringContaining('never dialled or given to discovery'),
    ]);
    expect((await register('[fe80::1%25eth0]:9090')).body).toMatchObject({
      worker: { hostAddress: 'fe80::1%eth0' },
      warnings: [expect.stringContaining('link-local')],
    });
    expect((await register('http://10.0.0.1:9090')).body.message).toBe(
      'Host address must be without a scheme and path: 10.0.0.1:9090 instead of http://10.0.0.1:9090',
    );
    expect((await register('10.0.0.1, 10.0.0.2')).body.message).toContain('must be one address');
    const discovered = await server.api.get<{ targets: string[] }[]>('/discovery/prometheus');
    expect(JSON.stringify(discovered.body)).not.toMatch(/0\.0\.0\.0|fe80/);
  });
});
