import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('Jobs that their worker no longer runs', () => {
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

  it('are released when the worker restarts, and kept as far as it names them', async () => {
    await desk.register('one', { maxConcurrentJobs: 5 });
    await desk.register('other');
    for (const jobId of ['a', 'b', 'c']) await desk.assign('one', jobId);
    await desk.assign('other', 'x');
    const resumed = await desk.register('one', {
      bootId: 'boot-2',
      maxConcurrentJobs: 5,
      activeJobs: ['a', 'b', 'x'],
    });
    const counted = await desk.register('one', { bootId: 'boot-3', maxConcurrentJobs: 5, activeJobCount: 1 });
    const refreshed = await desk.register('one', { bootId: 'boot-3', maxConcurrentJobs: 5 });
    const kept = await desk.jobs('one');
    const restarted = await desk.register('one', { bootId: 'boot-4', maxConcurrentJobs: 5 });
    expect(resumed.body).toMatchObject({
      outcome: 'resumed',
      releasedJobs: ['c'],
      warnings: ['Job x is assigned to another worker'],
    });
    expect([counted.body, refreshed.body]).toMatchObject([
      { outcome: 'resumed', releasedJobs: [] },
      { outcome: 'refreshed', releasedJobs: [] },
    ]);
    expect(kept).toEqual(['a', 'b']);
    expect(restarted.body).toMatchObject({ outcome: 'restarted', releasedJobs: ['a', 'b'] });
    expect(await desk.counters()).toEqual([
      { worker_id: 'one', counted: 0, there: 0 },
      { worker_id: 'other', counted: 1, there: 1 },
    ]);
    expect((await desk.events('one')).slice(3)).toEqual([
      'job-released c',
      'job-released a',
      'job-released b',
    ]);
  });

  it('are released when the worker is replaced, deregistered by force, or deleted', async () => {
    const after: unknown[] = [];
    for (const leave of [
      () => desk.register('one', { force: true }),
      () => server.api.post('/one/force-deregister?reason=gone'),
      () => server.api.delete('/one'),
    ]) {
      await desk.register('one', { bootId: undefined });
      await desk.assign('one', 'job-1');
      await leave();
      after.push(await server.database.query('SELECT job_id FROM worker_registration.job'));
      await desk.register('two');
      after.push((await desk.assign('two', 'job-1')).status);
      await server.api.delete('/two/jobs/job-1');
    }
    expect(after).toEqual([[], 201, [], 201, [], 201]);
  });

  it('keep a worker from leaving, or let it drain first', async () => {
    await desk.register('one');
    await desk.assign('one', 'job-1');
    const refused = await server.api.post('/one/deregister', {});
    const drains = await server.api.post('/one/deregister', { drain: true });
    await server.api.delete('/one/jobs/job-1');
    await server.api.post('/one/heartbeat', { currentJobCount: 0 });
    expect([refused.status, drains.status]).toEqual([409, 202]);
    expect(await watch.worker('one')).toMatchObject({ status: 'INACTIVE' });
  });

  /** A worker that was cleaned up for its silence while it had these jobs. */
  async function robbedOf(...jobIds: readonly string[]): Promise<void> {
    await desk.register('one', { maxConcurrentJobs: 5 });
    for (const jobId of jobIds) await desk.assign('one', jobId);
    await watch.silence(400);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await server.database.query(
      `UPDATE worker_registration.worker_state SET health_since = health_since - interval '1 hour',
         presence_since = presence_since - interval '1 hour'`,
    );
    await server.api.post('/cleanup/failed');
  }

  const beat = async (body: object) =>
    (await server.api.post<{ revokedJobs: string[] }>('/one/heartbeat', body)).body.revokedJobs;

  it("that were released are listed in each heartbeat's answer until the worker has dropped them", async () => {
    await robbedOf('a', 'b');
    const told = [await beat({}), await beat({}), await beat({ droppedJobs: ['a'] })];
    const batch = await server.api.post<{ results: { revokedJobs?: string[] }[] }>('/heartbeat/batch', [
      { workerId: 'one' },
      { workerId: 'one', droppedJobs: ['b'] },
    ]);
    expect(told).toEqual([['a', 'b'], ['a', 'b'], ['b']]);
    expect(batch.body.results[0]!.revokedJobs).toBeUndefined();
    expect(await beat({})).toEqual([]);
    expect((await desk.events('one')).slice(2)).toEqual(['job-released a', 'job-released b']);
  });

  it('are no longer listed once they are assigned to the same worker again', async () => {
    await robbedOf('a', 'b', 'c');
    const told = await beat({});
    const claimed = await desk.claim('a');
    const assigned = await desk.assign('one', 'b');
    const left = await beat({});
    await desk.end('one', 'a');
    expect([told, claimed.status, assigned.status]).toEqual([['a', 'b', 'c'], 201, 201]);
    expect([left, await beat({})]).toEqual([['c'], ['c']]);
  });
});
