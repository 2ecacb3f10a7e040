import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '../support/chances.js';
import { availability } from '../../src/fleet/store/availability.js';
import { availableCapacity } from '../../src/fleet/worker.js';
import { FleetWatch } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Shown {
  workers: {
    workerId: string;
    availableCapacity: number;
    assignedJobCount: number;
    currentJobCount: number;
  }[];
}

let server: TestServer;
let desk: JobDesk;
beforeAll(async () => {
  server = await startTestServer({ settings: { 'jobscheduler.worker.cache-duration-seconds': 1 } });
  desk = new JobDesk(server);
});
afterAll(() => server.close());

describe('A worker that never reports its jobs', () => {
  beforeAll(async () => {
    await desk.register('naive', { maxConcurrentJobs: 3, zone: 'nz' });
    await desk.register('idle', { maxConcurrentJobs: 2, zone: 'nz' });
    for (const job of ['n1', 'n2', 'n3']) await desk.assign('naive', job);
    await server.api.post('/naive/heartbeat');
  });

  const FULL = { currentJobCount: 0, assignedJobCount: 3, availableCapacity: 0 };

  it('is shown as full by itself, in the answer to its heartbeat and in the list', async () => {
    const beaten = (await server.api.post<{ worker: object }>('/naive/heartbeat')).body.worker;
    const { workers } = (await server.api.get<Shown>('/?zone=nz')).body;
    expect(beaten).toMatchObject(FULL);
    expect((await server.api.get('/naive')).body).toMatchObject(FULL);
    expect((await server.api.get('/naive/status')).body).toMatchObject(FULL);
    expect(workers.find(({ workerId }) => workerId === 'naive')).toMatchObject(FULL);
  });

  it('matches no filter for free slots', async () => {
    const found = async (filter: string) =>
      (await server.api.get<Shown>(`/?${filter}`)).body.workers.map(({ workerId }) => workerId);
    expect(await found('zone=nz&minAvailableCapacity=0')).toEqual(['naive', 'idle']);
    expect(await found('zone=nz&minAvailableCapacity=1')).toEqual(['idle']);
    expect(await found('minAvailableCapacity=3')).toEqual([]);
  });

  it('counts as full in the figures of the fleet and in its health report', async () => {
    const figures = { totalCapacity: 5, usedCapacity: 3, availableCapacity: 2 };
    expect(await new FleetWatch(server).figures()).toMatchObject(figures);
    const { body: report } = await server.api.get<{ metrics: object }>('/naive/health');
    expect(report.metrics).toMatchObject({ loadPercentage: 100 });
  });

  it('gets no further job, by name or by claim', async () => {
    expect((await desk.assign('naive', 'n4')).body.message).toBe(
      'The worker is full: 3 jobs in 3 usable slots',
    );
    const claimed = [await desk.claim('c1', { zone: 'nz' }), await desk.claim('c2', { zone: 'nz' })];
    expect(claimed.map(({ body }) => body.worker?.workerId)).toEqual(['idle', 'idle']);
    expect((await desk.claim('c3', { zone: 'nz' })).status).toBe(409);
  });

  it('has free slots again when a job ends, and when it restarts', async () => {
    await desk.end('naive', 'n1');
    expect((await server.api.get('/naive')).body).toMatchObject({
      assignedJobCount: 2,
      availableCapacity: 1,
    });
    const { body } = await desk.register('naive', { maxConcurrentJobs: 3, zone: 'nz', bootId: 'boot-2' });
    expect(body).toMatchObject({ worker: { assignedJobCount: 0, availableCapacity: 3 } });
  });
});

describe('A worker that reports fewer free slots than it has', () => {
  it('gets only as many jobs as it has reported free slots', async () => {
    await desk.register('modest', { maxConcurrentJobs: 3, zone: 'mz' });
    await server.api.post('/modest/heartbeat', { availableCapacity: 0 });
    expect((await server.api.get('/modest')).body).toMatchObject({ availableCapacity: 0 });
    expect((await desk.claim('m1', { zone: 'mz' })).status).toBe(409);
    expect((await desk.assign('modest', 'm1')).body.message).toBe(
      'The worker is full: it reports no free slot',
    );
  });
});

describe('The free slots of a worker', () => {
  it('are the same in SQL and in TypeScript', async () => {
    const count = fc.integer({ min: 0, max: 12 });
    const row = fc.record({
      usableSlots: fc.integer({ min: 1, max: 12 }),
      currentJobCount: count,
      assignedJobCount: count,
      reportedCapacity: count,
    });
    const rows = fc.sample(row, 500);
    const answers = await server.database.query<{ free: number }>(
      `SELECT ${availability('s')} AS free
       FROM unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[]) WITH ORDINALITY
         AS s (usable_slots, current_job_count, assigned_job_count, available_capacity, ord)
       ORDER BY ord`,
      [
        rows.map(({ usableSlots }) => usableSlots),
        rows.map(({ currentJobCount }) => currentJobCount),
        rows.map(({ assignedJobCount }) => assignedJobCount),
        rows.map(({ reportedCapacity }) => reportedCapacity),
      ],
    );
    expect(answers.map(({ free }) => free)).toEqual(rows.map((each) => availableCapacity(each)));
  });

  it('are read by one expression only: the column holds the reported number', () => {
    const source = join(import.meta.dirname, '../../src');
    const using = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|sql)$/.test(path) && !path.includes('migrations'))
      .filter((path) => readFileSync(join(source, path), 'utf8').includes('available_capacity'));
    expect(using.toSorted()).toEqual([
      'fleet/store/availability.ts',
      'fleet/store/live-row.ts',
      'fleet/store/state-row.ts',
      'health/checks/capacity.check.ts',
      'health/store/sql/clean-up-failed.sql',
      'workers/heartbeats/store/sql/beat-changes.sql',
      'workers/listing/store/shown-columns.ts',
      'workers/overrides/store/sql/override-worker.sql',
      'workers/registration/store/sql/new-state-columns.sql',
      'workers/registration/store/sql/register-workers.sql',
    ]);
  });
});
