import { FLEET_KIND } from '../../src/statistics/store/statistics.store.js';
import { fleet, registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

interface Beaten {
  readonly heartbeat: { readonly intervalSeconds: number };
}

describe('The interval in answers to workers', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
  });
  afterAll(() => server.close());

  const told = async (path: string, body: object = {}) =>
    (await server.api.post<Beaten>(path, body)).body.heartbeat.intervalSeconds;
  /** What a count of a large fleet leaves for all instances. */
  const countedFleetOf = (present: number) =>
    server.database.query(
      `INSERT INTO worker_registration.statistics AS s (kind, value)
       VALUES ('${FLEET_KIND}', jsonb_build_object('health', jsonb_build_object('present', $1::integer)))
       ON CONFLICT (kind) DO UPDATE SET value = jsonb_set(s.value, '{health,present}', to_jsonb($1::integer))`,
      [present],
    );

  it('spreads the first heartbeats of a fleet that registers at once', async () => {
    const { body } = await server.api.post<{ results: { intervalSeconds: number }[] }>(
      '/register/batch',
      fleet(2000),
    );
    const seconds = Array.from({ length: 31 }, () => 0);
    for (const { intervalSeconds } of body.results) seconds[Math.floor(intervalSeconds)]! += 1;
    expect(Math.max(...seconds)).toBeLessThan((3 * 2000) / 30);
    expect(seconds.slice(14, 29).filter((count) => count > 0)).toHaveLength(15);
  });

  it('varies at random, between 85.5 and 95 % of the configured one', async () => {
    const first = await told('/register', registration({ workerId: 'spread' }));
    const next = await Promise.all(Array.from({ length: 10 }, () => told('/spread/heartbeat')));
    expect(first).toBeGreaterThanOrEqual(14.249);
    expect(first).toBeLessThanOrEqual(28.5);
    expect(Math.min(...next)).toBeGreaterThanOrEqual(25.649);
    expect(Math.max(...next)).toBeLessThanOrEqual(28.5);
    expect(new Set(next).size).toBeGreaterThan(1);
  });

  it('grows with the fleet, and the guard considers it', async () => {
    const watch = new FleetWatch(server);
    const engaged = async () => (await watch.events()).filter(({ type }) => type === 'guard-engaged').length;
    await server.api.post(
      '/register/batch',
      fleet(10, (index) => ({ workerId: `late-${index}`, zone: 'z' })),
    );
    await watch.silence(250, 'late-%');
    await watch.sweep();
    const before = await engaged();
    await countedFleetOf(900_000);
    await watch.sweep();
    const after = await engaged();
    await countedFleetOf(900_000);
    await until(async () => (await told('/spread/heartbeat')) > 85);
    const long = await told('/spread/heartbeat');

    expect([before, after]).toEqual([0, 1]);
    expect(long).toBeLessThanOrEqual(95);
  });
});
