import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const settings = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.cleanup-threshold-minutes': 14.75,
};

interface Cleanup {
  message: string;
  dryRun: boolean;
  total: number;
  workers: { workerId: string; failedMinutes: number; reason: string }[];
}

describe('Cleanup', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeEach(async () => {
    server = await startTestServer({ settings });
    watch = new FleetWatch(server);
  });
  afterEach(() => server.close());

  const cleanup = async (query = '') => (await server.api.post<Cleanup>(`/cleanup/failed${query}`)).body;
  /** A worker that has been FAILED for this number of minutes. */
  const failed = async (workerId: string, minutes: number) => {
    await server.api.post('/register', registration({ workerId, bootId: 'boot-1' }));
    await server.api.post(`/${workerId}/heartbeat`, { status: 'BUSY', currentJobCount: 3 });
    await watch.silence(400, workerId);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await grow(workerId, minutes);
  };
  /** Moves the registration and the state of the worker back by this number of minutes. */
  const grow = (workerId: string, minutes: number) =>
    move(
      `health_since = s.health_since - make_interval(secs => $2),
       presence_since = s.presence_since - make_interval(secs => $2)`,
      workerId,
      minutes * 60,
    );
  const move = (change: string, workerId: string, seconds: number) =>
    server.database.query(
      `UPDATE worker_registration.worker_state AS s SET ${change}
       FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = $1`,
      [workerId, seconds],
    );
  /** The service could not accept heartbeats for `minutes`, until `ago` minutes ago. */
  const gap = (minutes: number, ago: number) =>
    server.database.query(
      `WITH away AS (
         INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
         SELECT number, now() - make_interval(mins => $1::integer + $2::integer), now() - make_interval(mins => $2::integer)
         FROM worker_registration.instance WHERE number > 0 RETURNING instance, gap_until
       )
       UPDATE worker_registration.instance AS i SET gap_until = away.gap_until FROM away WHERE away.instance = i.number`,
      [minutes, ago],
    );

  it('cleans up only workers that have been FAILED for longer than the threshold', async () => {
    await failed('long', 15.1);
    await failed('short', 14.5);
    const done = await cleanup();
    expect(done).toMatchObject({
      message: '1 worker cleaned up: FAILED for longer than 14.75 minutes',
      dryRun: false,
      total: 1,
      workers: [{ workerId: 'long', reason: expect.stringMatching(/^No heartbeat for 40\d s/) }],
    });
    await watch.sweep();
    expect(await watch.worker('long')).toMatchObject({
      status: 'INACTIVE',
      currentJobCount: 0,
      consecutiveFailures: 6,
    });
    expect(await watch.worker('short')).toMatchObject({ status: 'ERROR' });
  });

  it('lists in a dry run which workers it would clean up, since when and why', async () => {
    await failed('long', 20);
    const preview = await cleanup('?dryRun=true');
    expect(preview).toMatchObject({
      message: '1 worker would be cleaned up: FAILED for longer than 14.75 minutes',
      dryRun: true,
      total: 1,
      workers: [{ workerId: 'long' }],
    });
    expect(Math.floor(preview.workers[0]!.failedMinutes)).toBe(20);
    expect(await watch.worker('long')).toMatchObject({ status: 'ERROR' });
  });

  it('refuses an invalid query, and changes nothing', async () => {
    await failed('long', 20);
    const slip = await server.api.post('/cleanup/failed?dryrun=true');
    const empty = await server.api.post('/cleanup/failed?dryRun');
    expect([slip.status, empty.status]).toEqual([400, 400]);
    expect(slip.body['message']).toContain('dryrun');
    expect(await watch.worker('long')).toMatchObject({ status: 'ERROR' });
  });

  it('does not count time in which the service could not accept heartbeats', async () => {
    await failed('long', 20);
    await gap(8, 10);
    const within = await cleanup('?dryRun=true');
    await grow('long', 4);
    const after = await cleanup('?dryRun=true');
    expect([within.total, after.total]).toEqual([0, 1]);
  });

  it('waits one retry time after such a gap before it cleans up', async () => {
    await failed('long', 60);
    await move('lease_renewed_at = s.lease_renewed_at - make_interval(secs => $2)', 'long', 120);
    await gap(1, 0);
    const soon = await cleanup('?dryRun=true');
    await server.database.query(
      `UPDATE worker_registration.gap SET gap_from = gap_from - interval '1 minute', gap_until = gap_until - interval '1 minute'`,
    );
    const later = await cleanup('?dryRun=true');
    expect([soon.total, later.total]).toEqual([0, 1]);
  });

  it('skips healthy workers that report ERROR, and workers with a new heartbeat', async () => {
    await failed('heard-of', 20);
    await move(`lease_renewed_at = now() - make_interval(secs => $2)`, 'heard-of', 1);
    await server.api.post('/register', registration({ workerId: 'reporting', bootId: 'boot-1' }));
    await grow('reporting', 20);
    await server.api.post('/reporting/heartbeat', { status: 'ERROR' });
    expect((await cleanup()).workers).toEqual([]);
  });

  it('waits the whole time again for a worker that came back and is FAILED again', async () => {
    await failed('back', 20);
    await cleanup();
    await server.api.post('/back/heartbeat', { status: 'ERROR' });
    const soon = await cleanup();
    await move(`presence_since = s.presence_since - make_interval(secs => $2)`, 'back', 15 * 60);
    const later = await cleanup();
    expect([soon.total, later.total]).toEqual([0, 1]);
  });

  it('skips a worker that comes back, and lets one that comes back later keep its record', async () => {
    await failed('back', 20);
    await failed('later', 20);
    const { id } = await watch.worker('later');
    await server.api.post('/back/heartbeat', {});
    const done = await cleanup();
    await server.api.post('/register', registration({ workerId: 'later', bootId: 'boot-2' }));
    expect(done.workers.map(({ workerId }) => workerId)).toEqual(['later']);
    expect(await watch.worker('later')).toMatchObject({ id, status: 'ACTIVE', health: 'HEALTHY' });
    expect((await watch.events('later')).map(({ type }) => type).slice(-3)).toEqual([
      'cleaned-up',
      're-registered',
      'recovered',
    ]);
  });

  it('records in the journal the reason, the time and the number of reported jobs', async () => {
    await failed('long', 20);
    await cleanup();
    expect((await watch.events('long')).at(-1)).toMatchObject({
      type: 'cleaned-up',
      actor: 'operator',
      detail: { reportedJobs: 3, assignedJobs: 0, error: expect.stringMatching(/^No heartbeat/) },
    });
  });
});

it("A cleanup continues without the application's checks if one of them fails", async () => {
  const checks = [
    { name: 'broken', condition: '1 / (w.error_count - 3) > 0', sentence: `'broken'`, fine: 'fine' },
  ];
  const server = await startHostedServer({ settings, checks });
  await server.api.post('/register', registration({ workerId: 'three', bootId: 'boot-1' }));
  await server.api.post('/three/heartbeat', { errorCount: 3, status: 'ERROR' });
  await server.database.query(`UPDATE worker_registration.worker_state SET health = 'FAILED'`);
  await server.database.query(
    `UPDATE worker_registration.worker_state SET health_since = now() - interval '1 hour', presence_since = now() - interval '1 hour'`,
  );
  const { body } = await server.api.post('/cleanup/failed');
  await server.close();
  expect(body).toMatchObject({ total: 1 });
});
