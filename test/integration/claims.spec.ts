import type { Settings } from '../../src/platform/config/settings.js';
import { JobStore } from '../../src/jobs/store/job.store.js';
import { Database } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { storeFleet } from '../factories/fleet.rows.js';
import { adHoc } from '../support/ad-hoc.js';
import { allStatements } from '../support/statements.js';
import { usualSuspicion } from '../support/suspicion.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ASSIGNED = `INSERT INTO worker_registration.job (job_id, worker, priority)
  SELECT 'j', id, 0 FROM worker_registration.worker_state LIMIT 1`;
const LOADED = `UPDATE worker_registration.worker_state SET assigned_job_count = 1
  WHERE id <> (SELECT max(id::text)::uuid FROM worker_registration.worker_state)`;

describe('Claims', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await openPool({ connection: { connectionString: database.url }, poolSize: 1 });
    await storeFleet(database, 2000, () => ({}));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  // PostgreSQL plans a statement five times with its parameters, and then decides.
  it('keep their plan, however many arrive together', async () => {
    const ours = new Database(pool);
    const store = new JobStore(ours, usualSuspicion, { worker: { heartbeatTimeoutMinutes: 5 } } as Settings);
    for (const [round, together] of [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 8, 64].entries()) {
      const jobs = Array.from({ length: together }, (_, index) => `job-${round}-${index}`);
      const wish = { jobId: jobs[0]!, priority: 0, terms: null, zone: null, prefix: null };
      expect((await store.claimFree(wish, new Map(jobs.map((job) => [job, 'scheduler'])))).size).toBe(
        together,
      );
    }
    const plans = await ours.query<{ kept: number; made: number }>(
      adHoc(`SELECT generic_plans::integer AS kept, custom_plans::integer AS made FROM pg_prepared_statements
       WHERE name LIKE '%:claim-%' ORDER BY name`),
    );
    expect(plans).toEqual([
      { kept: 2, made: 5 },
      { kept: 2, made: 5 },
    ]);
  });
});

describe('One claim and a list of one', () => {
  let database: TestDatabase;
  let texts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    await storeFleet(database, 3, (index) => ({ zone: `zone-${index}` }));
    texts = new Map((await allStatements()).map(({ name, text }) => [name, text]));
  });
  afterAll(() => database.drop());

  /** Claims within a transaction that is rolled back, so that both forms have the same fleet and time. */
  async function claimed(form: string, parameters: unknown[], before: string) {
    await database.query('BEGIN');
    if (before !== '') await database.query(before);
    const answer = await database.query(texts.get(form)!, parameters);
    const rows = [
      await database.query('SELECT job_id, worker, priority FROM worker_registration.job'),
      await database.query('SELECT id, assigned_job_count FROM worker_registration.worker_state ORDER BY id'),
      await database.query(
        `SELECT type, id, actor, detail - 'fence' AS detail FROM worker_registration.journal`,
      ),
    ];
    await database.query('ROLLBACK');
    return { answer: answer.map((row) => ({ ...row, fence: typeof row['fence'] })), rows };
  }

  it.each([
    ['of a free worker', '', '', [], 1],
    ['of a worker in a zone', '-by-zone', '', ['zone-2'], 1],
    ['that no worker fits', '-by-zone', '', ['nowhere'], 0],
    ['of a job that a worker has', '', ASSIGNED, [], 1],
    ['of a worker with others of more load', '', LOADED, [], 1],
    [
      'when all are full',
      '',
      'UPDATE worker_registration.worker_state SET assigned_job_count = usable_slots',
      [],
      0,
    ],
  ])('leave the same rows and return the same, %s', async (_, kind, before, asked, found) => {
    const parameters = (jobs: unknown, callers: unknown): unknown[] => [
      5,
      300,
      jobs,
      callers,
      ...usualSuspicion.forAssignments(),
      ...asked,
    ];
    const one = await claimed(`claim-free-job${kind}`, parameters('j', 'scheduler'), before);
    const list = await claimed(`claim-jobs${kind}`, parameters(['j'], ['scheduler']), before);
    expect(one).toEqual(list);
    expect(one.answer).toHaveLength(found);
  });
});
