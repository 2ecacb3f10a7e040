import { Client } from 'pg';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch } from '../support/health.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const PREFIX = 'worker_registration';

describe('The figures of /metrics', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
  });
  afterAll(() => server.close());

  it('about the fleet are those of /health/system, by status, health and zone', async () => {
    for (const zone of ['eu-1', 'eu-1', undefined])
      await server.api.post('/register', registration({ zone }));
    await server.api.post('/health/check');

    const figures = await new FleetWatch(server).figures();
    const scrape = await Scrape.of(server.url);
    expect(scrape.value(`${PREFIX}_workers{status="active"}`)).toBe(3);
    expect(scrape.value(`${PREFIX}_capacity_slots{state="total"}`)).toBe(figures['totalCapacity']);
    expect(scrape.value(`${PREFIX}_workers_present{health="healthy",zone="eu-1"}`)).toBe(2);
    expect(scrape.value(`${PREFIX}_workers_present{health="healthy",zone="none"}`)).toBe(1);
    expect(scrape.value(`${PREFIX}_guards{state="holding"}`)).toBe(0);
    expect(scrape.value(`${PREFIX}_sweeps_total{result="finished"}`)).toBeGreaterThan(0);
  });

  it('about requests are by route, method and class, and never reveal their subject', async () => {
    await server.api.post('/register', registration({ workerId: 'secretive' }));
    await server.api.post('/secretive/heartbeat');
    await server.api.post('/heartbeat/batch', [{ workerId: 'secretive' }, { workerId: 'nobody' }]);
    await server.api.post('/stranger/heartbeat');
    await fetch(`${server.url}/wp-login.php`);

    const scrape = await Scrape.of(server.url);
    const answered = (route: string, method: string, status: string) =>
      scrape.value(
        `${PREFIX}_http_request_duration_seconds_count{route="${route}",method="${method}",status="${status}"}`,
      );
    const heartbeat = '/api/v1/worker-registration/:workerId/heartbeat';
    expect(answered(heartbeat, 'POST', '2xx')).toBe(1);
    expect(answered(heartbeat, 'POST', '4xx')).toBe(1);
    expect(answered('none', 'any', '4xx')).toBe(1);
    expect(scrape.value(`${PREFIX}_http_requests_in_flight`)).toBe(1);
    expect(scrape.value(`${PREFIX}_heartbeats_taken_total`)).toBe(2);
    expect(scrape.value(`${PREFIX}_heartbeats_refused_total{reason="worker_not_registered"}`)).toBe(2);
    expect(scrape.value(`${PREFIX}_heartbeat_group_size_count`)).toBe(2);
    expect(scrape.text).not.toMatch(/secretive|stranger|wp-login/);
  });

  it('omit only the fleet while it cannot be counted', async () => {
    const holder = new Client(server.database.url);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE worker_registration.statistics');
    // The last count is shared for a second.
    await until(
      async () => (await Scrape.of(server.url)).value(`${PREFIX}_workers{status="active"}`) === undefined,
    );

    const scrape = await Scrape.of(server.url);
    await holder.end();
    expect(scrape.value(`${PREFIX}_heartbeats_taken_total`)).toBe(2);
    expect(scrape.text).not.toMatch(/^worker_registration_workers/m);
  });

  it('are clean by the rules of Prometheus', async () => {
    expect(await (await Scrape.of(server.url)).faults()).toBe('');
  });
});
