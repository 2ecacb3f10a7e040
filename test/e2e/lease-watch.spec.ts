import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('The watch of leases', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  const start = async (settings: object) => {
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, ...settings } });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  };
  afterEach(() => server.close());
  const metric = async (name: string) => (await Scrape.of(server.url)).value(name);

  it('reports an expired lease without a sweep, and fails no worker', async () => {
    await start({
      'jobscheduler.worker.heartbeat-timeout-minutes': 0.02,
      'jobscheduler.worker.max-consecutive-failures': 1,
    });
    await desk.register('silent');
    await server.api.post('/silent/heartbeat', {});
    await until(async () => (await watch.worker('silent')).health !== 'HEALTHY');
    const judged = await watch.worker('silent');
    const beaten = await server.api.post<{ worker: object }>('/silent/heartbeat', {});
    expect(judged).toMatchObject({ health: 'UNHEALTHY', consecutiveFailures: 1 });
    expect(beaten.body.worker).toMatchObject({ health: 'HEALTHY' });
    expect((await watch.events('silent')).map(({ type }) => type)).toEqual([
      'registered',
      'unhealthy',
      'recovered',
    ]);
  });

  it('recognises a suspect', async () => {
    await start({
      'jobscheduler.worker.suspect-floor-seconds': 1,
      'jobscheduler.worker.heartbeat-interval-seconds': 0.1,
    });
    await desk.register('silent');
    await server.api.post('/silent/heartbeat', {});
    await until(async () => (await metric('worker_registration_suspicions_total')) === 1);
    expect(await watch.worker('silent')).toMatchObject({ suspect: true, health: 'HEALTHY' });
    expect(await metric('worker_registration_watched_leases')).toBe(1);
  });
});
