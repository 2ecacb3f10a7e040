import { Client } from 'pg';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

describe('Jobs', () => {
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

  it('are assigned once: 201, 200 again, and 409 to another worker', async () => {
    await desk.register('one');
    await desk.register('two');
    const first = await desk.assign('one', 'job-1');
    const again = await desk.assign('one', 'job-1');
    const other = await desk.assign('two', 'job-1');
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(other.body).toMatchObject({ code: 'job_elsewhere', message: 'The job is assigned to worker one' });
    expect(await desk.jobs('one')).toEqual(['job-1']);
    expect(await desk.events('one')).toEqual(['job-assigned job-1']);
  });

  it('are no longer listed once they have ended', async () => {
    await desk.register('one');
    await desk.assign('one', 'job-1');
    const ended = await server.api.delete('/one/jobs/job-1');
    const again = await server.api.delete('/one/jobs/job-1');
    expect([ended.status, again.status, again.body['code']]).toEqual([204, 404, 'job_not_assigned']);
    expect(await desk.counters()).toEqual([{ worker_id: 'one', counted: 0, there: 0 }]);
    expect(await desk.events('one')).toEqual(['job-assigned job-1', 'job-ended job-1']);
  });

  it.each([
    ['full', [], 'The worker is full: 2 jobs in 2 usable slots'],
    ['ordered', [['POST', '/one/maintenance', {}]], 'The worker has an order (MAINTENANCE)'],
    ['gone', [['POST', '/one/deregister', {}]], 'The worker is not present (LEFT)'],
    [
      'busy with its own',
      [['POST', '/one/heartbeat', { currentJobCount: 2 }]],
      'The worker is full: 2 jobs in 2 usable slots',
    ],
  ] as const)('are refused by a worker that is %s', async (what, calls, message) => {
    await desk.register('one');
    if (what === 'full') for (const jobId of ['a', 'b']) await desk.assign('one', jobId);
    for (const [, path, body] of calls) await server.api.post(path, body);
    const refused = await desk.assign('one', 'job-1');
    expect(refused).toMatchObject({ status: 409, body: { code: 'worker_takes_no_job', message } });
  });

  it('are refused by a worker that is silent, unhealthy, or accepts only higher priorities', async () => {
    await desk.register('one', { priorityThreshold: 5 });
    const low = await desk.assign('one', 'job-1', 4);
    const high = await desk.assign('one', 'job-2', 5);
    await watch.silence(400);
    const silent = await desk.assign('one', 'job-3', 5);
    await watch.sweep();
    const ill = await desk.assign('one', 'job-3', 5);
    expect([low, high, silent, ill].map(({ status, body }) => [status, body.message])).toEqual([
      [409, "Priority 4 is below the worker's threshold of 5"],
      [201, 'Job assigned'],
      [409, 'The lease of the worker has expired'],
      [409, 'The worker is UNHEALTHY'],
    ]);
  });

  it('are refused with all faults of the request', async () => {
    await desk.register('one');
    const { status, body } = await server.api.post('/one/jobs', { jobId: ' ', priority: -1 });
    const unknown = await desk.assign('nobody', 'job-1');
    expect([status, body['message']]).toEqual([
      400,
      'Job ID is required; Priority must be between 0 and 2147483647, not -1',
    ]);
    expect(unknown.status).toBe(404);
  });

  it('are claimed for the worker with the lightest load that can take them', async () => {
    await desk.register('small', { maxConcurrentJobs: 2, tags: ['gpu'], zone: 'eu-1' });
    await desk.register('large', { maxConcurrentJobs: 4, capabilities: { java: 17 } });
    const order = [];
    for (const jobId of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      const { status, body } = await desk.claim(jobId);
      order.push([status, body.worker?.workerId]);
    }
    expect(order.slice(0, 6).map(([status]) => status)).toEqual([201, 201, 201, 201, 201, 201]);
    expect(order.filter(([, workerId]) => workerId === 'small')).toHaveLength(2);
    expect(order[6]).toEqual([409, undefined]);
    expect(await desk.counters()).toEqual([
      { worker_id: 'large', counted: 4, there: 4 },
      { worker_id: 'small', counted: 2, there: 2 },
    ]);
  });

  it('are claimed by tag, capability, zone and priority, and once', async () => {
    await desk.register('gpu', { tags: ['gpu'], zone: 'eu-1', maxConcurrentJobs: 3 });
    await desk.register('java', { capabilities: { java: 17 }, priorityThreshold: 3 });
    const claims = [
      await desk.claim('a', { tags: ['gpu'] }),
      await desk.claim('b', { capabilities: '{"java": 17}', priority: 3 }),
      await desk.claim('c', { zone: 'eu-1' }),
      await desk.claim('c'),
      await desk.claim('both', { tags: ['gpu'], zone: 'eu-1' }),
      await desk.claim('elsewhere', { tags: ['gpu'], zone: 'eu-2' }),
      await desk.claim('d', { capabilities: { java: 11 }, priority: 3 }),
      await desk.claim('e', { capabilities: { java: true }, priority: 2 }),
    ];
    expect(claims.map(({ status, body }) => [status, body.worker?.workerId])).toEqual([
      [201, 'gpu'],
      [201, 'java'],
      [201, 'gpu'],
      [200, 'gpu'],
      [201, 'gpu'],
      [409, undefined],
      [409, undefined],
      [409, undefined],
    ]);
  });

  it('are not moved by a claim that their worker does not fit, and the answer says why', async () => {
    await desk.register('low', {
      tags: ['low'],
      capabilities: { java: 17 },
      zone: 'b',
      priorityThreshold: 3,
    });
    await desk.assign('low', 'payroll', 3);
    const claims = [
      await desk.claim('payroll', { tags: ['low'], capabilities: { java: 17 }, zone: 'b', priority: 3 }),
      await desk.claim('payroll', { tags: ['secure', 'low'], priority: 3 }),
      await desk.claim('payroll', { capabilities: { java: 11, go: true }, priority: 3 }),
      await desk.claim('payroll', { zone: 'vault', priority: 3 }),
      await desk.claim('payroll', { zone: '', priority: 2 }),
    ];
    expect(claims.map(({ status, body }) => [status, body.worker?.workerId ?? body.message])).toEqual([
      [200, 'low'],
      [409, 'The job is assigned to worker low, which lacks tag secure'],
      [409, 'The job is assigned to worker low, which lacks capability go, capability java=11'],
      [409, 'The job is assigned to worker low, which is in zone b, not in zone vault'],
      [
        409,
        'The job is assigned to worker low, which is in zone b, not in no zone; accepts priorities of at least 3, but the claim has 2',
      ],
    ]);
  });

  it('never overfill a worker, however many claim at once', async () => {
    for (const workerId of ['one', 'two', 'three']) await desk.register(workerId, { maxConcurrentJobs: 5 });
    const claims = await Promise.all(Array.from({ length: 60 }, (_, index) => desk.claim(`job-${index}`)));
    const given = claims.filter(({ status }) => status === 201).length;
    const workers = await desk.counters();
    expect(given).toBe(workers.reduce((sum, { there }) => sum + there, 0));
    expect(workers.every(({ counted, there }) => counted === there && there <= 5)).toBe(true);
    const late = await Promise.all(
      Array.from({ length: 15 - given }, (_, index) => desk.claim(`late-${index}`)),
    );
    expect(late.every(({ status }) => status === 201)).toBe(true);
    expect((await desk.claim('too-much')).status).toBe(409);
  });

  it('get an error that says so if all eligible workers are locked', async () => {
    await desk.register('one');
    const holder = new Client({ connectionString: server.database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM worker_registration.worker_state FOR UPDATE');
    const { status, body } = await server.api.post('/jobs/claim', { jobId: 'job-1' });
    await holder.end();
    expect([status, body['message']]).toEqual([
      409,
      'All workers that could take the job are locked by other transactions; none was free within 1000 ms',
    ]);
  });

  it('wait for a moment while all eligible workers are locked', async () => {
    await desk.register('locked-for-a-moment');
    const holder = new Client({ connectionString: server.database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM worker_registration.worker_state FOR UPDATE');
    const claim = server.api.post('/jobs/claim', { jobId: 'job-1' });
    const waits = new Set<string>();
    // The first wait of 50 ms has ended, and another one has begun.
    await until(async () => {
      const waiting = await server.database.query<{ since: string }>(
        `SELECT query_start::text AS since FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      for (const { since } of waiting) waits.add(since);
      return waits.size > 1;
    });
    await holder.end();
    expect((await claim).status).toBe(201);
  });

  it('are claimed once by two callers at once, even if no worker is left for the second', async () => {
    await desk.register('first');
    await desk.register('second', { tags: ['gpu'] });
    const earlier = new Client({ connectionString: server.database.url });
    await earlier.connect();
    await earlier.query('BEGIN');
    await earlier.query(`INSERT INTO worker_registration.job (job_id, worker, priority)
      SELECT 'job-1', id, 0 FROM worker_registration.worker WHERE worker_id = 'first'`);
    await earlier.query(`UPDATE worker_registration.worker SET terms = '{}'`);
    const later = desk.claim('job-1', { tags: ['gpu'] });
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await server.database.query(waiting)).length === 0);
    await earlier.query('COMMIT');
    await earlier.end();
    expect(await later).toMatchObject({
      status: 409,
      body: { code: 'job_elsewhere', message: 'The job is assigned to worker first, which lacks tag gpu' },
    });
  });

  it('wait for a re-registration of their worker, and use its new description', async () => {
    await desk.register('one', { maxConcurrentJobs: 2 });
    const holder = new Client({ connectionString: server.database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(
      `UPDATE worker_registration.worker_state SET usable_slots = 1, max_concurrent_jobs = 1, current_job_count = 1`,
    );
    const assigning = desk.assign('one', 'job-1');
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await server.database.query(waiting)).length === 0);
    await holder.query('COMMIT');
    await holder.end();
    expect(await assigning).toMatchObject({
      status: 409,
      body: { message: 'The worker is full: 1 job in 1 usable slot' },
    });
  });

  it('are listed in pages', async () => {
    await desk.register('one', { maxConcurrentJobs: 10 });
    for (const jobId of ['a', 'b', 'c']) await desk.assign('one', jobId);
    const first = await server.api.get<{ jobs: object[]; nextCursor: string }>('/one/jobs?limit=2');
    const second = await server.api.get(`/one/jobs?limit=2&cursor=${first.body.nextCursor}`);
    expect(first.body).toMatchObject({ jobs: [{ jobId: 'a' }, { jobId: 'b' }], nextCursor: 'b' });
    expect(second.body).toMatchObject({ jobs: [{ jobId: 'c' }], nextCursor: null });
  });
});
