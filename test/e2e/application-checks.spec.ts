import { WorkerChecks } from '../../src/health/worker-checks.js';
import type { WorkerCheck, WorkerDto } from '../../src/index.js';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import type { TestServer } from '../support/test-server.js';

const settings = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.flap-changes': 4,
  'jobscheduler.worker.flap-window-minutes': 29.5,
};

describe('A check of the application', () => {
  it('runs beside those of the product', async () => {
    const server = await startHostedServer({
      settings,
      checks: [
        {
          name: 'memory',
          condition: 'w.memory_usage > 95',
          sentence: `format('%s %% of the memory is in use', round(w.memory_usage::numeric, 1))`,
          fine: 'There is memory left',
        },
      ],
    });
    const watch = new FleetWatch(server);
    await server.api.post('/register', registration({ workerId: 'full', bootId: 'boot-1' }));
    const before = (await watch.health('full')).checks.at(-1);
    await server.api.post('/full/heartbeat', { memoryUsage: 96.5 });
    await watch.sweep();
    const after = await watch.health('full');
    await server.close();
    expect(before).toEqual({ name: 'memory', healthy: true, message: 'There is memory left' });
    expect(after).toMatchObject({ health: 'UNHEALTHY', description: '96.5 % of the memory is in use' });
  });

  describe('in TypeScript', () => {
    let server: TestServer;
    let watch: FleetWatch;
    let seen: Readonly<WorkerDto>[] = [];
    beforeAll(async () => {
      const checks: WorkerCheck[] = [
        {
          name: 'region',
          check: (worker) => {
            seen.push(worker);
            return worker.zone === 'mars' ? `The region ${worker.zone} is closed` : null;
          },
        },
        {
          name: 'moody',
          fine: 'In a good mood',
          check: async ({ workerId }) => {
            if (workerId === 'unjudged') throw new Error('no mood service');
            return Promise.resolve(workerId === 'grumpy' ? 'Grumpy' : undefined);
          },
        },
      ];
      server = await startHostedServer({ settings, checks });
      watch = new FleetWatch(server);
    });
    afterAll(() => server.close());
    beforeEach(() => (seen = []));

    const register = (workerId: string, zone: string, bootId = 'boot-1') =>
      server.api.post('/register', registration({ workerId, zone, bootId }));

    it('fails the workers that it finds faults with, like any other check', async () => {
      await register('rover', 'mars');
      await register('clerk', 'earth');
      const before = (await watch.health('rover')).checks;
      await watch.sweep();
      const ill = await watch.health('rover');
      await server.api.post('/rover/heartbeat', {});
      const still = await watch.health('rover');
      await register('rover', 'earth');
      await watch.sweep();
      expect(before.slice(-2)).toEqual([
        { name: 'region', healthy: true, message: 'Nothing is wrong' },
        { name: 'moody', healthy: true, message: 'In a good mood' },
      ]);
      expect(ill).toMatchObject({ health: 'UNHEALTHY', description: 'The region mars is closed' });
      expect(still).toMatchObject({ health: 'UNHEALTHY' });
      expect(await watch.health('rover')).toMatchObject({ health: 'HEALTHY', consecutiveFailures: 0 });
      expect(await watch.health('clerk')).toMatchObject({ health: 'HEALTHY' });
    });

    it('gets each present worker without an order, in the form of the API', async () => {
      await register('resting', 'mars');
      await server.api.post('/resting/maintenance', {});
      await watch.sweep();
      const { body: clerk } = await server.api.get('/clerk');
      expect(seen.map(({ workerId }) => workerId)).toEqual(['rover', 'clerk']);
      expect({ ...seen[1], overrides: null }).toEqual(clerk);
    });

    it('blames no worker for its own faults', async () => {
      await register('unjudged', 'mars');
      const swept = await watch.sweep();
      expect(swept).toMatchObject({ counted: true, unhealthy: 1 });
      expect(await watch.health('unjudged')).toMatchObject({ description: 'The region mars is closed' });
    });

    it('fails only the process that it was called for', async () => {
      await register('grumpy', 'earth');
      await watch.sweep();
      const ill = await watch.health('grumpy');
      await register('grumpy', 'earth', 'boot-2');
      expect(ill).toMatchObject({ health: 'UNHEALTHY', description: 'Grumpy' });
      expect(await watch.health('grumpy')).toMatchObject({ healthy: true, health: 'HEALTHY' });
    });

    it('continues with the remaining workers in the next sweep if it is slow', async () => {
      const checks = server.app.get(WorkerChecks, { strict: false });
      await checks.askChecks();
      const all = seen.splice(0).map(({ workerId }) => workerId);
      await checks.askChecks(() => seen.length === 2);
      const first = seen.splice(0).map(({ workerId }) => workerId);
      await checks.askChecks();
      const rest = seen.splice(0).map(({ workerId }) => workerId);
      await checks.askChecks();
      expect([first, rest]).toEqual([all.slice(0, 2), all.slice(2)]);
      expect(seen.map(({ workerId }) => workerId)).toEqual(all);
    });
  });

  it('that PostgreSQL does not understand prevents the service from starting', async () => {
    const checks = [{ name: 'typo', condition: 'w.memory_usag > 95', sentence: `'typo'`, fine: 'fine' }];
    await expect(startHostedServer({ settings, checks })).rejects.toThrow(
      /A health check of this application is invalid: .*memory_usag/,
    );
  });

  it('that fails in a sweep is skipped, and the sweep continues', async () => {
    const checks = [
      { name: 'broken', condition: '1 / (w.error_count - 3) > 0', sentence: `'broken'`, fine: 'fine' },
    ];
    const server = await startHostedServer({ settings, checks });
    const watch = new FleetWatch(server);
    await server.api.post('/register', registration({ workerId: 'three', bootId: 'boot-1' }));
    await server.api.post('/three/heartbeat', { errorCount: 3, status: 'ERROR' });
    const swept = await watch.sweep();
    await server.close();
    expect(swept).toMatchObject({ counted: true, unhealthy: 1 });
  });
});
