import { fleet } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('A claim that no worker can take', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  beforeEach(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  });
  afterEach(() => server.close());

  const messageOf = async (given: object): Promise<unknown> => {
    const { status, body } = await desk.claim('job-x', given);
    return [status, body.message];
  };

  it('is answered with counts that say why', async () => {
    const zoneB = fleet(10, (index) => ({ zone: 'b', maxConcurrentJobs: 1, tags: index < 4 ? ['gpu'] : [] }));
    await server.api.post('/register/batch', zoneB);
    for (let index = 0; index < 4; index += 1) await desk.claim(`job-${index}`, { tags: ['gpu'], zone: 'b' });
    const answers = [
      await messageOf({ tags: ['gpu'], zone: 'b' }),
      await messageOf({ tags: ['gpu', 'big'], capabilities: { java: 17 } }),
      await messageOf({ zone: 'c' }),
      await messageOf({ zone: '' }),
    ];
    expect(answers).toEqual([
      [409, '4 of 10 in zone b have gpu; 4 are full'],
      [409, 'None of 10 workers has gpu, big, java=17'],
      [409, 'No worker is present in zone c'],
      [409, 'No worker is present without a zone'],
    ]);
  });

  it('counts each worker once, for its first reason', async () => {
    for (const workerId of ['silent', 'ill', 'ordered', 'error', 'picky', 'full', 'fuller'])
      await desk.register(workerId, {
        maxConcurrentJobs: 1,
        priorityThreshold: workerId === 'picky' ? 5 : 0,
      });
    await watch.silence(400, 'ill');
    await watch.sweep();
    await watch.silence(400, 'silent');
    await server.api.post('/ordered/drain', {});
    await server.api.post('/error/heartbeat', { status: 'ERROR' });
    for (const workerId of ['full', 'fuller']) await desk.assign(workerId, `job-of-${workerId}`);
    expect(await messageOf({ priority: 1 })).toEqual([
      409,
      'Of 7 workers, 2 are full, 1 is not healthy, 1 has an order, 1 has an expired lease, 1 reports MAINTENANCE or ERROR, 1 takes higher priorities only',
    ]);
  });
});
