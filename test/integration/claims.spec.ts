import type { Settings } from '../../src/platform/config/settings.js';
import { JobStore } from '../../src/jobs/store/job.store.js';
import { Database } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { storeFleet } from '../factories/fleet.rows.js';
import { adHoc } from '../support/ad-hoc.js';
import { usualSuspicion } from '../support/suspicion.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('Claims', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await openPool({ url: database.url, poolSize: 1 });
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
    for (const together of [1, 1, 1, 1, 1, 1, 8, 64]) {
      const jobs = Array.from({ length: together }, (_, index) => `job-${together}-${index}`);
      const wish = { jobId: jobs[0]!, priority: 0, terms: null, zone: null, prefix: null };
      expect((await store.claimFree(wish, new Map(jobs.map((job) => [job, 'scheduler'])))).size).toBe(
        together,
      );
    }
    const [{ kept, made }] = (await ours.query<{ kept: number; made: number }>(
      adHoc(`SELECT generic_plans::integer AS kept, custom_plans::integer AS made FROM pg_prepared_statements
       WHERE name LIKE '%:claim-jobs:%'`),
    )) as [{ kept: number; made: number }];
    expect({ kept, made }).toEqual({ kept: 3, made: 5 });
  });
});
