import { fc, SLOW_MS } from '../support/chances.js';
import { WorkerRegistrationService } from '../../src/workers/worker-registration.service.js';
import { SystemStatisticsService } from '../../src/statistics/system-statistics.service.js';
import { FleetModel, operations } from '../support/fleet-model.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const STATUSES = ['active', 'idle', 'busy', 'maintenance', 'draining', 'failed', 'inactive'];

describe('The figures of /health/system', () => {
  let server: TestServer;
  beforeAll(async () => {
    // A sweep would fail workers for contradictory random heartbeats.
    server = await startTestServer({
      settings: { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 },
    });
  });
  afterAll(() => server.close());

  it(
    'add up, and match a simple model, after a thousand random operations',
    async () => {
      const workers = server.app.get(WorkerRegistrationService);
      const property = fc.asyncProperty(operations(1000), async (life) => {
        await server.database.query('DELETE FROM worker_registration.worker');
        const model = new FleetModel(workers);
        for (const operation of life) await model.apply(operation);
        const statistics = await server.app.get(SystemStatisticsService).takeSnapshot();
        expect(statistics).toMatchObject(model.statistics());
        const figures = new Map(Object.entries(statistics));
        const sum = STATUSES.reduce((total, status) => total + Number(figures.get(`${status}Workers`)), 0);
        expect(sum).toBe(statistics.totalWorkers);
        expect(await listedStatuses()).toEqual(model.statuses().sort());
      });
      await fc.assert(property, { numRuns: 3, endOnFailure: true });
    },
    SLOW_MS,
  );

  async function listedStatuses(): Promise<string[]> {
    const { body } = await server.api.get<{ workers: { status: string }[] }>('/?limit=1000');
    return body.workers.map(({ status }) => status).sort();
  }
});
