import { fleet } from '../factories/registration.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { ProductFolders } from '../support/product.js';
import { until } from '../support/waiting.js';

const LEASE_MS = 5000;
const SIZE = 10_000;

const env = {
  JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES: String(LEASE_MS / 60_000),
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '200',
  JOBSCHEDULER_WORKER_GUARD_ENABLED: 'false',
};

/** Without the guard, which would hide a wrong verdict: ten thousand workers, and a service that is away for too long. */
describe('Ten thousand workers are not blamed', () => {
  let folders: ProductFolders;
  beforeAll(async () => {
    folders = await ProductFolders.create();
    await folders.first.ready();
    await folders.first.stop();
  });
  afterEach(() => folders.clean());
  afterAll(() => folders.removeAll());

  const register = (api: ApiClient) =>
    api.ndjson(
      '/register/batch',
      fleet(SIZE, () => ({ bootId: 'boot-1' })),
    );
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

  it('when the service was killed and started again', async () => {
    const product = await folders.startAgain(env);
    await register(await product.api());
    await product.stop('SIGKILL');
    await awayForTooLong();
    const again = folders.startIn(product.folder, env);
    const api = await again.api();
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
    expect((await api.get('/health/system')).body).toMatchObject({ totalWorkers: SIZE, unhealthyWorkers: 0 });
  });

  it('when PostgreSQL was suspended', async () => {
    const product = await folders.startAgain(env);
    const api = await product.api();
    await register(api);
    const postgres = await product.postgresPids();
    for (const pid of postgres) process.kill(pid, 'SIGSTOP');
    await awayForTooLong();
    for (const pid of postgres) process.kill(pid, 'SIGCONT');
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
  });

  it('when the process of the service was suspended', async () => {
    const product = await folders.startAgain(env);
    const api = await product.api();
    await register(api);
    product.signal('SIGSTOP');
    await awayForTooLong();
    product.signal('SIGCONT');
    await sweeps(api, 4);
    expect(await blamed(api)).toEqual([]);
    // Nobody beats any more: a lease after the service is there again all are found dead.
    await until(async () => (await api.get('/health/system')).body['failedWorkers'] === SIZE);
  });
});
