import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const CLIENTS = 40;

/** One name and a whole fleet: all connections wait for the same row, or transactions wait for each other. */
describe.each([1, 5])('While 40 clients keep registering the same workers by force (%d names)', (names) => {
  let server: TestServer;
  let flood: AbortController;
  let statuses: number[];
  let flooding: Promise<unknown>;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    for (const workerId of ['alive', 'dead-1', 'dead-2'])
      await server.api.post('/register', registration({ workerId }));
    flood = new AbortController();
    statuses = [];
    flooding = Promise.all(Array.from({ length: CLIENTS }, (_, index) => registerOnAndOn(index)));
  });
  afterAll(async () => {
    flood.abort();
    await flooding;
    await server.close();
  });

  async function registerOnAndOn(index: number): Promise<void> {
    const given = registration({ workerId: `wanted-${index % names}`, force: true });
    while (!flood.signal.aborted) statuses.push((await server.api.post('/register', given)).status);
  }

  it('heartbeats of others are accepted, dead workers are found, and no gap is recorded', async () => {
    const watch = new FleetWatch(server);
    await watch.silence(301, 'dead-1');
    await watch.silence(301, 'dead-2');
    const beats = [];
    for (let beat = 0; beat < 5; beat += 1)
      beats.push((await server.api.post('/alive/heartbeat', {})).status);
    await watch.sweep();
    const verdicts = await Promise.all(
      ['alive', 'dead-1', 'dead-2'].map(async (workerId) => (await watch.worker(workerId)).health),
    );

    expect(verdicts).toEqual(['HEALTHY', 'UNHEALTHY', 'UNHEALTHY']);
    expect(new Set(beats)).toEqual(new Set([200]));
    expect(await server.database.query('SELECT FROM worker_registration.gap WHERE instance > 0')).toEqual([]);
    const { body } = await server.api.get<{ workers: unknown[] }>('/?text=wanted');
    expect(body.workers).toHaveLength(names);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  }, 180_000);
});
