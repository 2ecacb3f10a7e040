import { CapacityDesk } from '../support/capacity-desk.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { OperationDesk } from '../support/operations.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const POOLS = [{ name: 'gpu', tags: ['gpu'], minWorkers: 1 }];

describe('POST /capacity/leave', () => {
  let server: TestServer;
  let desk: CapacityDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, 'capacity.pools': POOLS } });
    desk = new CapacityDesk(server);
  });
  afterAll(() => server.close());
  beforeEach(() => desk.clear());

  const take = async (body: object) =>
    (
      await server.api.post<{
        workers: { workerId: string; why: string }[];
        message: string;
        operation: { id: string } | null;
      }>('/capacity/leave', body)
    ).body;
  const drains = async (workerId: string) =>
    (await server.api.get<{ order: { kind: string; reason: string } | null }>(`/${workerId}`)).body.order;

  it('drains idle workers before others, the one that was idle longest first', async () => {
    for (const workerId of ['busy', 'assigned', 'reporting', 'rested']) await desk.register(workerId);
    await server.database.query(
      `UPDATE worker_registration.worker_state
       SET idle_changed_at = now() - interval '1 hour', presence_since = now() - interval '2 hours'`,
    );
    await desk.assign('busy', 2);
    await desk.assign('assigned', 1);
    await server.api.delete('/assigned/jobs/assigned-0');
    for (const currentJobCount of [1, 0]) await server.api.post('/reporting/heartbeat', { currentJobCount });
    await server.api.post('/rested/heartbeat', { currentJobCount: 0 });
    const { workers: all } = await take({ count: 4, dryRun: true });
    expect(all.map(({ workerId, why }) => [workerId, why])).toEqual([
      ['rested', 'idle for 60 minutes'],
      ['assigned', 'idle for 0 minutes'],
      ['reporting', 'idle for 0 minutes'],
      ['busy', '2 jobs in 10 slots'],
    ]);
    const { workers, message, operation } = await take({ count: 2, reason: 'Night' });
    expect(workers.map(({ workerId }) => workerId)).toEqual(['rested', 'assigned']);
    expect(message).toBe('2 workers will drain');
    const shown = await new OperationDesk(server).carriedOn(operation!.id);
    expect(shown).toMatchObject({ kind: 'drain', reason: 'Night', progress: { total: 2, failed: 0 } });
    expect(await drains('rested')).toMatchObject({ kind: 'DRAINING', reason: 'Night' });
    expect(await drains('busy')).toBeNull();
  });

  it('changes nothing in a dry run', async () => {
    await desk.register('w-1');
    const { workers, message, operation } = await take({ count: 1, dryRun: true });
    expect([workers.length, message, operation]).toEqual([1, '1 worker would drain', null]);
    expect(await drains('w-1')).toBeNull();
  });

  it('keeps the minimum of the pool', async () => {
    for (const workerId of ['last-1', 'last-2']) await desk.register(workerId, { tags: ['gpu'] });
    const { workers, message, operation } = await take({ count: 2, pool: 'gpu' });
    await new OperationDesk(server).carriedOn(operation!.id);
    expect(workers).toHaveLength(1);
    expect(message).toBe('1 worker will drain; the minimum of the pool is 1');
  });

  it('drains different workers for simultaneous requests, and keeps the minimum', async () => {
    for (const workerId of ['at-once-1', 'at-once-2', 'at-once-3', 'at-once-4', 'at-once-5'])
      await desk.register(workerId, { tags: ['gpu'] });
    const answers = await Promise.all([1, 2, 3].map(() => take({ count: 2, pool: 'gpu' })));
    const chosen = answers.flatMap(({ workers }) => workers.map(({ workerId }) => workerId));
    expect(chosen).toHaveLength(4);
    expect(new Set(chosen).size).toBe(4);
  });

  it('drains no worker that another operation has yet to drain', async () => {
    const operations = new OperationDesk(server);
    for (const workerId of ['rolling-1', 'rolling-2', 'rolling-3', 'rolling-4'])
      await desk.register(workerId, { tags: ['gpu'] });
    const rolling = await operations.begin({
      kind: 'drain',
      workerIds: ['rolling-1', 'rolling-2'],
      maxUnavailable: 1,
    });
    expect((await operations.carriedOn(rolling)).progress.pending).toBe(1);
    const { workers, message } = await take({ count: 4, pool: 'gpu' });
    expect(workers).toEqual([expect.objectContaining({ workerId: expect.stringMatching(/^rolling-[34]$/) })]);
    expect(message).toBe('1 worker will drain; the minimum of the pool is 1');
  });

  it('keeps the minimum of every pool, and drains no unhealthy worker', async () => {
    for (const workerId of ['g-1', 'g-2']) await desk.register(workerId, { tags: ['gpu'] });
    await desk.register('ill');
    await server.database.query(
      `UPDATE worker_registration.worker_state SET health = 'UNHEALTHY'
       FROM worker_registration.worker AS w WHERE w.id = worker_state.id AND w.worker_id = 'ill'`,
    );
    const { workers, message } = await take({ count: 2, dryRun: true });
    expect(workers).toEqual([expect.objectContaining({ workerId: expect.stringMatching(/^g-/) })]);
    expect(message).toBe('1 worker would drain; pools keep their minimum');
  });
});
