import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { fc, runs } from '../support/chances.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { JobDesk } from '../support/job-desk.js';
import { allStatements } from '../support/statements.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const SETTINGS = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false };

const worker = fc.constantFrom('one', 'two', 'three');
const jobId = fc.constantFrom('job-1', 'job-2', 'job-3', 'job-4');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('assign' as const), worker, jobId }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim' as const), jobId }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), worker, jobId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('silence' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('force' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), worker }) },
);

/** The statement of docs/jobs.md by which a job writes. */
const WRITE = /```sql\n(UPDATE report .*)\n```/.exec(
  readFileSync(join(import.meta.dirname, '../../docs/jobs.md'), 'utf8'),
)![1]!;

describe('The fence of a job', () => {
  let server: TestServer;
  let watch: FleetWatch;
  let desk: JobDesk;
  beforeEach(async () => {
    server = await startTestServer({ settings: SETTINGS });
    watch = new FleetWatch(server);
    desk = new JobDesk(server);
  });
  afterEach(() => server.close());

  const details = async (workerId: string) =>
    (await watch.events(workerId))
      .filter(({ type }) => type.startsWith('job'))
      .map(({ type, detail }) => [type, detail['fence']]);

  it('is in the answer, its repetition, the list of jobs, and the journal', async () => {
    await desk.register('one');
    const assigned = await desk.assign('one', 'job-1');
    const claimed = await desk.claim('job-2');
    const again = [await desk.assign('one', 'job-1'), await desk.claim('job-2'), await desk.claim('job-1')];
    const listed = await server.api.get<{ jobs: { jobId: string; fence: number }[] }>('/one/jobs');
    const fences = [assigned.body.fence, claimed.body.fence] as const;
    await desk.end('one', 'job-1');
    await desk.register('one', { bootId: 'boot-2' });
    expect(fences.every((fence) => Number.isSafeInteger(fence) && fence > 0)).toBe(true);
    expect(again.map(({ status, body }) => [status, body.fence])).toEqual([
      [200, fences[0]],
      [200, fences[1]],
      [200, fences[0]],
    ]);
    expect(listed.body.jobs.map((job) => [job.jobId, job.fence])).toEqual([
      ['job-1', fences[0]],
      ['job-2', fences[1]],
    ]);
    expect(await details('one')).toEqual([
      ['job-assigned', fences[0]],
      ['job-assigned', fences[1]],
      ['job-ended', fences[0]],
      ['job-released', fences[1]],
    ]);
  });

  it('grows with every assignment, whatever happens to job, worker and service', async () => {
    const last = new Map<string, number>();
    const incarnations = { count: 0 };
    const register = (workerId: string) =>
      desk.register(workerId, { bootId: `boot-${(incarnations.count += 1)}`, maxConcurrentJobs: 3 });
    const wrong: object[] = [];
    const check = (job: string, { status, body }: { status: number; body: { fence: number } }): void => {
      const before = last.get(job) ?? 0;
      const fits = [200, 201].includes(status)
        ? Number.isSafeInteger(body.fence) && (status === 200 ? body.fence === before : body.fence > before)
        : [404, 409].includes(status);
      if (!fits) wrong.push({ job, status, before, fence: body.fence });
      if (status < 300) last.set(job, body.fence);
    };
    const silence = async (workerId: string): Promise<void> => {
      await watch.silence(400, workerId);
      for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const workerId of ['one', 'two', 'three']) await register(workerId);
        for (const each of steps) {
          if (each.kind === 'claim') check(each.jobId, await desk.claim(each.jobId));
          else if (each.kind === 'assign') check(each.jobId, await desk.assign(each.worker, each.jobId));
          else if (each.kind === 'end') await desk.end(each.worker, each.jobId);
          else if (each.kind === 'restart') await register(each.worker);
          else if (each.kind === 'silence') await silence(each.worker);
          else if (each.kind === 'force') await server.api.post(`/${each.worker}/force-deregister`);
          else await server.api.delete(`/${each.worker}`);
        }
        expect(wrong).toEqual([]);
      }),
      runs(12),
    );
    const { database } = server;
    const second = await startTestServer({ settings: SETTINGS, database });
    const after = new JobDesk(second);
    await after.register('after', { tags: ['after'] });
    await database.query('TRUNCATE worker_registration.job');
    check('job-1', await after.assign('after', 'job-1'));
    await second.close();
    expect(wrong).toEqual([]);
    expect(last.size).toBe(4);
  });

  it.each([
    ['an assignment', (job: string) => desk.assign('one', job)],
    ['a claim', (job: string) => desk.claim(job)],
  ])(
    'of %s that waited is larger than that of a job that was assigned and ended meanwhile',
    async (_, call) => {
      await desk.register('one');
      const other = new Client({ connectionString: server.database.url });
      await other.connect();
      await other.query('BEGIN');
      const next = `SELECT worker_registration.next_fence('job-1', true)::float8 AS fence`;
      await other.query(next);
      const answer = call('job-1');
      const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await Promise.race([answer, until(async () => (await server.database.query(waits)).length > 0)]);
      const { rows } = await other.query<{ fence: number }>(next);
      await other.query('COMMIT');
      await other.end();
      expect((await answer).body.fence).toBeGreaterThan(rows[0]!.fence);
    },
  );

  it('is numbered by every statement that assigns jobs', async () => {
    const assigning = (await allStatements()).filter(({ text }) =>
      /INSERT INTO worker_registration\.job\b/.test(text),
    );
    expect(assigning.length).toBeGreaterThanOrEqual(8);
    for (const { name, text } of assigning)
      expect([name, text]).toEqual([name, expect.stringContaining('worker_registration.next_fence(')]);
  });

  it('keeps an earlier holder from writing, by the statement of the docs', async () => {
    const { database } = server;
    await database.query('CREATE TABLE report (id text PRIMARY KEY, body text, fence bigint NOT NULL)');
    await database.query(`INSERT INTO report VALUES ('r1', 'empty', 0)`);
    const write = async (body: string, fence: number): Promise<number> => {
      const values = { body: `'${body}'`, fence: String(fence), id: `'r1'` };
      const sql = WRITE.replaceAll(/:(body|fence|id)/g, (_, name: keyof typeof values) => values[name]);
      return (await database.query(`${sql} RETURNING id`)).length;
    };
    await desk.register('cut-off', { zone: 'a' });
    const first = (await desk.claim('job-1')).body;
    const before = await write('half of it', first.fence);
    await watch.silence(400);
    for (let sweep = 0; sweep < 3; sweep += 1) await watch.sweep();
    await desk.register('next', { zone: 'b' });
    const second = (await desk.claim('job-1')).body;
    const [after, late] = [await write('all of it', second.fence), await write('old', first.fence)];
    expect([first.worker?.workerId, second.worker?.workerId]).toEqual(['cut-off', 'next']);
    expect([before, after, late]).toEqual([1, 1, 0]);
    expect(await database.query('SELECT body FROM report')).toEqual([{ body: 'all of it' }]);
  });

  it('grows after the database was restored from a backup, or a standby without the last commits took over', async () => {
    await desk.register('one');
    const before = await desk.assign('one', 'job-1');
    await server.database.query('TRUNCATE worker_registration.job');
    await server.database.query(
      `SELECT setval('worker_registration.fence', last_value - 60000000) FROM worker_registration.fence`,
    );
    expect((await desk.assign('one', 'job-1')).body.fence).toBeGreaterThan(before.body.fence);
  });
});
