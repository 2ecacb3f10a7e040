import { ObservationExpiry } from '../../src/detection/observation-expiry.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { Scrape } from '../support/scrape.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Answer {
  readonly message: string;
  readonly counted: boolean;
  readonly suspectUntil: string | null;
}

describe('An observation', () => {
  let desk: AccessDesk;
  let server: TestServer;
  let admin: ApiClient;
  let first: ApiClient;
  let second: ApiClient;
  beforeEach(async () => {
    desk = await AccessDesk.open({ ...SWEEPS_BY_HAND });
    ({ server } = desk);
    admin = await desk.as('admin');
    first = await desk.as('scheduler');
    second = await desk.as('operator');
    await admin.post('/register', registration({ workerId: 'w', maxConcurrentJobs: 5 }));
  });
  afterEach(() => desk.close());

  const report = (api: ApiClient, kind = 'refused', jobId?: string, workerId = 'w') =>
    api.post<Answer>(`/${workerId}/observations`, { kind, jobId });
  const isSuspect = async (workerId = 'w') =>
    (await admin.get<{ suspect: boolean }>(`/${workerId}`)).body.suspect;
  const types = async () =>
    (await admin.get<{ events: { type: string; detail: object }[] }>('/w/events')).body.events
      .filter(({ type }) => type === 'suspected')
      .map(({ detail }) => detail);
  const pass = (seconds: number) =>
    server.database.query(
      `WITH moved AS (UPDATE worker_registration.observation SET at = at - make_interval(secs => $1))
       UPDATE worker_registration.worker_state SET accused_until = accused_until - make_interval(secs => $1)`,
      [seconds],
    );
  const assign = async (...jobIds: readonly string[]) => {
    for (const jobId of jobIds) await first.post('/w/jobs', { jobId });
  };

  it('of two reporters makes a worker suspect for three minutes, and nothing more', async () => {
    const one = await report(first, 'refused');
    const before = await isSuspect();
    const two = await report(second, 'TIMEOUT');
    const health = (await admin.get('/w/health')).body;
    const refused = await first.post('/w/jobs', { jobId: 'a' });
    const claimed = await first.post<{ worker: object }>('/jobs/claim', { jobId: 'b' });
    const suspect = await isSuspect();
    await pass(181);
    expect([one.status, one.body.counted, one.body.suspectUntil, before]).toEqual([202, true, null, false]);
    expect([two.status, suspect, await isSuspect()]).toEqual([202, true, false]);
    expect(two.body.message).toBe(`Recorded; the worker is suspect until ${two.body.suspectUntil}`);
    expect(health).toMatchObject({
      healthy: true,
      health: 'HEALTHY',
      description: `All checks pass; suspect until ${two.body.suspectUntil} by reports of 2 schedulers (refused, timeout)`,
      suspectUntil: two.body.suspectUntil,
      observations: [{ kind: 'timeout' }, { kind: 'refused', reporter: expect.stringMatching(/^key:/) }],
    });
    expect([refused.status, refused.body['message']]).toEqual([
      409,
      'The worker is suspect: schedulers reported that they cannot reach it',
    ]);
    expect([claimed.status, claimed.body.worker]).toMatchObject([201, { workerId: 'w', suspect: true }]);
    expect(await types()).toEqual([
      { until: two.body.suspectUntil, reporters: 2, kinds: ['refused', 'timeout'] },
    ]);
  });

  it('makes claims prefer other workers', async () => {
    await admin.post('/register', registration({ workerId: 'other' }));
    await assign('a');
    await report(first);
    await report(second);
    await admin.post('/other/jobs', { jobId: 'b' });
    await admin.post('/other/jobs', { jobId: 'c' });
    const claimed = await first.post('/jobs/claim', { jobId: 'd' });
    expect(claimed.body).toMatchObject({ worker: { workerId: 'other' } });
  });

  it('of one reporter for three jobs of the worker within a minute makes it suspect', async () => {
    await assign('a', 'b', 'c');
    for (const jobId of ['a', 'b', 'b', 'a']) await report(first, 'error', jobId);
    const before = await isSuspect();
    await pass(61);
    await report(first, 'error', 'c');
    const late = await isSuspect();
    for (const jobId of ['a', 'b', 'c']) await report(first, 'error', jobId);
    expect([before, late, await isSuspect()]).toEqual([false, false, true]);
    expect(await types()).toHaveLength(1);
  });

  it('of one reporter makes no worker suspect for jobs that it does not have', async () => {
    const answers = [];
    for (const jobId of ['x', 'y', 'z', undefined]) answers.push(await report(first, 'refused', jobId));
    expect(answers[2]!.body).toMatchObject({
      counted: true,
      message:
        'Recorded without the job, which the worker does not have; a report by another caller, or yours for three jobs of the worker within a minute, makes it suspect',
    });
    expect(await isSuspect()).toBe(false);
  });

  it('of a reporter that accuses many workers is ignored, and its earlier reports no longer count', async () => {
    await assign('a', 'b', 'c');
    for (const jobId of ['a', 'b', 'c']) await report(first, 'timeout', jobId);
    const alone = await isSuspect();
    const workers = Array.from({ length: 11 }, (_, index) => `other-${index}`);
    for (const workerId of workers) await admin.post('/register', registration({ workerId }));
    const answers = [];
    for (const workerId of workers) answers.push(await report(first, 'timeout', undefined, workerId));
    const after = await isSuspect();
    await report(second, 'timeout');
    expect([alone, after, await isSuspect()]).toEqual([true, false, false]);
    expect(answers.map(({ body }) => body.counted)).toEqual([...Array(9).fill(true), false, false]);
    expect(answers.at(-1)!.body.message).toBe(
      'Ignored, with your other reports: you reported 12 workers within three minutes, so that your own network is the likelier cause',
    );
  });

  it('that a worker works withdraws the reports of its reporter, not those of others', async () => {
    await report(first);
    await report(second);
    const withdrawn = await report(second, 'ok');
    const ended = await isSuspect();
    await report(second);
    const third = await desk.as('admin');
    await report(third);
    const others = await report(second, 'ok');
    expect([withdrawn.body.suspectUntil, ended]).toEqual([null, false]);
    expect([others.body.message, await isSuspect()]).toEqual([
      'Your earlier reports about the worker no longer count; it is suspect by those of others',
      true,
    ]);
  });

  it('that is repeated prolongs the suspicion within one episode', async () => {
    await report(first);
    const begun = await report(second);
    await pass(100);
    await report(first);
    const later = await report(second);
    await pass(100);
    expect(Date.parse(later.body.suspectUntil!)).toBeGreaterThan(Date.parse(begun.body.suspectUntil!));
    expect([await isSuspect(), (await types()).length]).toEqual([true, 1]);
  });

  it('of a worker that is not present is ignored, and of an unknown one refused', async () => {
    await admin.post('/w/force-deregister');
    const absent = await report(first);
    const unknown = await report(first, 'refused', undefined, 'nobody');
    const invalid = await report(first, 'broken');
    expect(absent).toMatchObject({
      status: 202,
      body: { counted: false, message: 'Ignored: the worker is not present (LEFT)' },
    });
    expect([unknown.status, invalid.status]).toEqual([404, 400]);
    expect(invalid.body.message).toBe('Kind must be one of refused, timeout, error, ok, not "broken"');
  });

  it('delays no other request, however many reports wait for one another', async () => {
    await server.database.query(
      'SELECT pg_advisory_lock(hashtextextended(id::text, 8)) FROM worker_registration.worker',
    );
    const waiting = Array.from({ length: 60 }, (_, n) => report(first, 'refused', `job-${n}`));
    const others = [await admin.get('/w'), await admin.post('/w/heartbeat')];
    await server.database.query('SELECT pg_advisory_unlock_all()');
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(statuses)).toEqual(new Set([202]));
  });

  it('is written together with those that arrive at the same time', async () => {
    await assign('a', 'b', 'c', 'd', 'e');
    await server.database.query(
      'SELECT pg_advisory_lock(hashtextextended(id::text, 8)) FROM worker_registration.worker',
    );
    const jobs = ['a', 'b', 'c', 'd', 'e'];
    const waiting = jobs.map((jobId) => report(first, 'refused', jobId));
    const withdrawn = report(second, 'ok');
    await admin.get('/w');
    await server.database.query('SELECT pg_advisory_unlock_all()');
    await Promise.all([...waiting, withdrawn]);
    const [stored] = await server.database.query(
      `SELECT count(*)::integer AS reports, count(DISTINCT at)::integer AS writes
       FROM worker_registration.observation`,
    );
    expect(stored).toEqual({ reports: 5, writes: 2 });
  });

  it('is kept only for a few minutes, and only from a few reporters', async () => {
    await server.database.query(
      `INSERT INTO worker_registration.observation (worker, reporter, job_id, reporter_name, kind, at)
       SELECT id, 'key:' || n, '', 'key', 'refused', now() - make_interval(mins => n % 2 * 10)
       FROM worker_registration.worker, generate_series(1, 32) AS n`,
    );
    await report(first);
    await server.app.get(ObservationExpiry).dropExpired();
    expect(
      await server.database.query('SELECT count(*)::integer AS kept FROM worker_registration.observation'),
    ).toEqual([{ kept: 16 }]);
  });
});

describe('In open mode', () => {
  it('the clients of one network are one reporter', async () => {
    const server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'server.trust-proxy': ['127.0.0.1'] },
    });
    await new JobDesk(server).register('w');
    const from = async (address: string): Promise<unknown> => {
      const response = await fetch(`${server.url}/api/v1/worker-registration/w/observations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: '{"kind":"refused"}',
      });
      return ((await response.json()) as Answer).suspectUntil === null;
    };
    const answers = [
      await from('2001:db8:1:1::1'),
      await from('2001:db8:1:1::2'),
      await from('2001:db8:1:2::1'),
    ];
    const reports = (await Scrape.of(server.url)).value(
      'worker_registration_observations_total{kind="refused"}',
    );
    await server.close();
    expect(reports).toBe(3);
    expect(answers).toEqual([true, true, false]);
  });
});
