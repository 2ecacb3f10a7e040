import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { freePort, until } from '../support/waiting.js';

describe('A suspect that refuses connections', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  let listener: Server;
  let port: number;
  const open = async (intervalSeconds: number): Promise<void> => {
    server = await startTestServer({
      settings: {
        ...SWEEPS_BY_HAND,
        'jobscheduler.worker.reconnect-enabled': true,
        'jobscheduler.worker.reconnect-interval-ms': 2_000_000_000,
        'jobscheduler.worker.suspect-floor-seconds': 1,
        'jobscheduler.worker.heartbeat-interval-seconds': intervalSeconds,
      },
    });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  };
  beforeEach(async () => {
    await open(5);
    port = await freePort();
    listener = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
    await once(listener, 'listening');
  });
  afterEach(async () => {
    listener.close();
    await server.close();
  });
  const address = () => ({ hostAddress: '127.0.0.1', port });
  const seenOpen = async (workerId: string) => {
    const [row] = await server.database.query<{ seen: boolean }>(
      `SELECT s.seen_open_revision IS NOT NULL AS seen FROM worker_registration.worker_state AS s
       JOIN worker_registration.worker USING (id) WHERE worker_id = $1`,
      [workerId],
    );
    return row!.seen;
  };

  it('at an address where it listened before is FAILED at once, and its jobs are released', async () => {
    await desk.register('dead', address());
    await server.api.post('/dead/heartbeat', { message: 'The disk is nearly full' });
    await desk.assign('dead', 'job-1');
    await until(() => seenOpen('dead'));
    listener.close();
    await until(async () => (await watch.worker('dead')).health === 'FAILED');
    const events = (await watch.events('dead')).slice(-2);
    expect(await desk.jobs('dead')).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['failed', 'job-released']);
    expect(events[0]!.detail).toMatchObject({
      verdict: 'FAILED',
      error: `Connection refused by 127.0.0.1:${port}, where this process listened before`,
      message: 'The disk is nearly full',
    });
    await server.api.post('/dead/heartbeat', {});
    expect(await watch.worker('dead')).toMatchObject({ health: 'HEALTHY' });
  });

  it('is FAILED at once as well if schedulers reported it before it was late', async () => {
    await server.close();
    await open(60);
    await desk.register('reported', { ...address(), maxConcurrentJobs: 3 });
    await until(() => seenOpen('reported'));
    listener.close();
    for (const jobId of ['a', 'b', 'c']) await desk.assign('reported', jobId);
    for (const jobId of ['a', 'b', 'c'])
      await server.api.post('/reported/observations', { kind: 'error', jobId });
    await until(async () => (await watch.worker('reported')).health === 'FAILED');
    expect(await desk.jobs('reported')).toEqual([]);
  });

  it('at an address where it was never seen to listen stays suspect', async () => {
    listener.close();
    await desk.register('unseen', address());
    await server.api.post('/unseen/heartbeat', {});
    await until(async () => (await watch.worker('unseen')).lateSeconds > 2);
    expect(await watch.worker('unseen')).toMatchObject({ suspect: true, health: 'HEALTHY' });
  });
});
