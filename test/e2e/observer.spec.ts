import { fleet } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { type Product, ProductFolders } from '../support/product.js';
import { until } from '../support/waiting.js';

/** Longer than a busy machine takes for the registration of all, or for four sweeps. */
const LEASE_MS = 12_000;
const SIZE = 2000;

const env = {
  JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES: String(LEASE_MS / 60_000),
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '200',
  JOBSCHEDULER_WORKER_GUARD_ENABLED: 'false',
};

/** Without the guard, which would hide a wrong verdict: many workers, and a service that is away for too long. */
describe('Two thousand workers are not blamed', () => {
  let folders: ProductFolders;
  let killed: Product;
  let suspended: Product;
  let withoutDatabase: Product;
  let postgres: number[];
  // All three are away during the same time, which is long.
  beforeAll(async () => {
    folders = await ProductFolders.create();
    await folders.first.ready();
    await folders.first.stop();
    killed = await startWithFleet();
    await killed.stop('SIGKILL');
    suspended = await startWithFleet();
    suspended.signal('SIGSTOP');
    withoutDatabase = await startWithFleet();
    postgres = await withoutDatabase.postgresPids();
    for (const pid of postgres) process.kill(pid, 'SIGSTOP');
    await awayForTooLong();
  }, 120_000);
  afterAll(() => folders.removeAll());

  const startWithFleet = async () => {
    const product = await folders.startAgain(env);
    const workers = fleet(SIZE, () => ({ bootId: 'boot-1' }));
    const { status } = await (await product.api()).ndjson('/register/batch', workers);
    expect(status).toBe(200);
    return product;
  };
  /** All leases have expired meanwhile. */
  const awayForTooLong = () => {
    const since = performance.now();
    return until(() => performance.now() - since > LEASE_MS + 1000);
  };
  const sweeps = async (api: ApiClient, count: number) => {
    const round = async () => {
      const answer = await api.get<{ lastSweep?: { round: number } | null }>('/health/summary');
      return answer.body.lastSweep?.round ?? 0;
    };
    const first = await round();
    await until(async () => (await round()) > first + count);
  };
  const blamed = async (api: ApiClient) =>
    (await api.get<{ events: unknown[] }>('/events?type=unhealthy,failed')).body.events;

  it('when PostgreSQL was suspended', async () => {
    const api = await withoutDatabase.api();
    for (const pid of postgres) process.kill(pid, 'SIGCONT');
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
    await withoutDatabase.stop('SIGKILL');
  });

  it('when the service was killed and started again', async () => {
    const again = folders.startIn(killed.folder, env);
    const api = await again.api();
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
    expect((await api.get('/health/system')).body).toMatchObject({ totalWorkers: SIZE, unhealthyWorkers: 0 });
    await again.stop('SIGKILL');
  });

  it('when the process of the service was suspended', async () => {
    const api = await suspended.api();
    suspended.signal('SIGCONT');
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
    // No worker sends heartbeats any more: one lease after the service is back, all are found dead.
    await until(async () => (await api.get('/health/system')).body['failedWorkers'] === SIZE);
  });
});
