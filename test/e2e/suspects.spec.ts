import { ZoneWatch } from '../../src/detection/zone-watch.js';
import { fleet } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Beaten {
  heartbeat: { intervalSeconds: number };
  worker: { suspect: boolean; lateSeconds: number };
}

describe('A worker whose heartbeat is later than usual', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  beforeEach(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
    for (const workerId of ['late', 'punctual']) {
      await desk.register(workerId);
      await beat(workerId);
    }
  });
  afterEach(() => server.close());
  const beat = (workerId: string, body: object = {}) =>
    server.api.post<Beaten>(`/${workerId}/heartbeat`, body);
  const names = async (query: string) =>
    (await server.api.get<{ workers: { workerId: string }[] }>(`/?${query}`)).body.workers.map(
      ({ workerId }) => workerId,
    );
  const statistics = async () => (await watch.sweep()).statistics;
  const claimer = async (jobId: string, given?: object) =>
    (await desk.claim(jobId, given)).body.worker?.workerId;

  it('is shown as suspect until its next heartbeat, without other effects on its health', async () => {
    await watch.late(12, 'late');
    const suspect = await watch.worker('late');
    const answer = await beat('late');
    expect(suspect).toMatchObject({
      suspect: true,
      health: 'HEALTHY',
      status: 'ACTIVE',
      usuallyWithinSeconds: 10,
    });
    expect(suspect.lateSeconds).toBeCloseTo(12, 0);
    expect(answer.body.worker).toMatchObject({ suspect: false, lateSeconds: 0 });
    expect(await watch.worker('late')).toMatchObject({ suspect: false, lateSeconds: 0 });
    expect((await watch.events('late')).map(({ type }) => type)).toEqual(['registered']);
  });

  it('is called suspect by its health report, though all checks pass', async () => {
    await watch.late(12, 'late');
    expect(await watch.health('late')).toMatchObject({
      healthy: true,
      suspect: true,
      description: 'All checks pass; suspect: its heartbeat is 12 s late, more than is usual for it',
    });
  });

  it('is found by the filter of lists', async () => {
    await watch.late(12, 'late');
    expect(await names('suspect=true')).toEqual(['late']);
    expect(await names('suspect=false')).toEqual(['punctual']);
    expect((await server.api.get('/?suspect=perhaps')).status).toBe(400);
    const long = await server.api.get(`/?suspect=${'x'.repeat(10_000)}`);
    expect(long.body['message']).toBe(`suspect must be one of true, false, not "${'x'.repeat(99)}…`);
  });

  it('gets jobs only if no other worker is eligible', async () => {
    await watch.late(12, 'late');
    const takers = [];
    for (const jobId of ['job-1', 'job-2', 'job-3', 'job-4', 'job-5']) takers.push(await claimer(jobId));
    expect(takers).toEqual(['punctual', 'punctual', 'late', 'late', undefined]);
  });

  it('is refused for a direct assignment, with the reason', async () => {
    await watch.late(12, 'late');
    const refused = await desk.assign('late', 'job-1');
    await beat('late');
    const accepted = await desk.assign('late', 'job-1');
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'worker_takes_no_job', message: 'The worker is suspect: its heartbeat is 12 s late' },
    });
    expect(accepted.status).toBe(201);
  });

  it('is counted apart, and has no free capacity', async () => {
    await watch.late(12, 'late');
    expect(await statistics()).toMatchObject({ suspectWorkers: 1, availableCapacity: 2 });
    await beat('late');
    expect(await statistics()).toMatchObject({ suspectWorkers: 0, availableCapacity: 4 });
  });

  it('becomes suspect later if it was late before', async () => {
    await watch.late(40, 'late');
    await beat('late');
    const learned = await watch.worker('late');
    await watch.late(50, 'late');
    const within = await watch.worker('late');
    await watch.late(learned.usuallyWithinSeconds + 1, 'late');
    const beyond = await watch.worker('late');
    expect(learned.usuallyWithinSeconds).toBeCloseTo(80, 0);
    expect(within).toMatchObject({ suspect: false });
    expect(within.lateSeconds).toBeCloseTo(50, 0);
    expect(beyond.suspect).toBe(true);
  });

  it('that was gone for longer than its lease was not late', async () => {
    await watch.late(600, 'late');
    await beat('late');
    expect(await watch.worker('late')).toMatchObject({ usuallyWithinSeconds: 10 });
  });

  it('is not blamed for a gap of the service, or for a locked row', async () => {
    await watch.late(40, 'late', 'punctual');
    await server.database.query(
      `INSERT INTO worker_registration.gap (instance, gap_from, gap_until) VALUES (7, now() - interval '1 minute', now())`,
    );
    const during = await watch.worker('late');
    await beat('late');
    await server.database.query('DELETE FROM worker_registration.gap WHERE instance = 7');
    await server.database.query(
      `INSERT INTO worker_registration.worker_gap (worker, gap_from, gap_until)
       SELECT id, now() - interval '40 s', now() FROM worker_registration.worker WHERE worker_id = 'punctual'`,
    );
    await beat('punctual');
    expect(during).toMatchObject({ suspect: false, lateSeconds: 0 });
    expect(await watch.worker('late')).toMatchObject({ usuallyWithinSeconds: 10 });
    expect(await watch.worker('punctual')).toMatchObject({ usuallyWithinSeconds: 10 });
  });

  it('keeps its worst lateness when another process takes over', async () => {
    await watch.late(40, 'late');
    await beat('late');
    await desk.register('late', { bootId: 'boot-2' });
    expect((await watch.worker('late')).usuallyWithinSeconds).toBeCloseTo(80, 0);
  });

  it('is suspect after its registration, too, unless only its description was registered', async () => {
    await desk.register('silent');
    await server.api.post(
      '/register/batch',
      fleet(1, () => ({ workerId: 'described' })),
    );
    await server.database.query(
      `UPDATE worker_registration.worker_state SET due_at = due_at - interval '42 s'`,
    );
    expect(await names('suspect=true')).toContain('silent');
    expect((await watch.worker('described')).suspect).toBe(false);
  });

  it('fails no worker if 30 % of a zone are late at once, and claims use all of them', async () => {
    const zone = fleet(20, () => ({ bootId: 'boot-1', zone: 'eu-1', maxConcurrentJobs: 2 }));
    const late = zone.slice(0, 6).map(({ workerId }) => String(workerId));
    await server.api.post('/register/batch', zone);
    await watch.late(60, ...late);
    const { failed, unhealthy, statistics: figures } = await watch.sweep();
    await server.app.get(ZoneWatch).readLateness();
    const takers = [];
    for (let job = 0; job < 20; job += 1) takers.push(await claimer(`job-${job}`, { zone: 'eu-1' }));
    expect({ failed, unhealthy, suspects: figures['suspectWorkers'] }).toEqual({
      failed: 0,
      unhealthy: 0,
      suspects: 6,
    });
    expect(takers).not.toContain(undefined);
    expect(takers.filter((workerId) => late.includes(workerId!))).not.toEqual([]);
  });

  it('expects exactly the interval of its answer', async () => {
    const { heartbeat } = (await beat('late')).body;
    const [row] = await server.database.query<{ seconds: number }>(
      `SELECT extract(epoch FROM s.due_at - s.lease_renewed_at)::float8 AS seconds
       FROM worker_registration.worker_state AS s JOIN worker_registration.worker USING (id) WHERE worker_id = 'late'`,
    );
    expect(heartbeat.intervalSeconds).toBe(Math.floor(row!.seconds * 1000) / 1000);
  });
});
