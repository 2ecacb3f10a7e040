import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { Database } from '../../src/platform/database/database.js';
import { openDataSource } from '../../src/platform/database/open-data-source.js';
import { DutyStore } from '../../src/platform/scheduling/store/duty.store.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const MINUTE = 60_000;

describe('A round of a duty', () => {
  let database: TestDatabase;
  let source: Awaited<ReturnType<typeof openDataSource>>;
  let store: DutyStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    source = await openDataSource(dataSourceOptions({ url: database.url, poolSize: 10 }));
    store = new DutyStore(new Database(source));
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const instances = Array.from({ length: 10 }, (_, index) => `instance-${index}`);
  const claimAll = async (name: string) => {
    const rounds = await Promise.all(instances.map((instance) => store.claim(name, MINUTE, instance)));
    return rounds.filter((round) => round !== undefined);
  };

  it('belongs to one of ten instances that claim it at once, the first as the next', async () => {
    const first = await claimAll('raced');
    await database.query(`UPDATE worker_registration.duty SET claimed_at = claimed_at - interval '1 minute'`);
    const second = await claimAll('raced');
    expect([first, second]).toEqual([[1], [2]]);
  });

  it('is not due before the interval has passed', async () => {
    await store.claim('early', MINUTE, 'one');
    expect(await store.claim('early', MINUTE, 'one')).toBeUndefined();
  });

  it('follows the one of an instance that died in it', async () => {
    await store.claim('orphaned', MINUTE, 'dead');
    await database.query(`UPDATE worker_registration.duty SET claimed_at = claimed_at - interval '1 minute'`);
    expect(await store.claim('orphaned', MINUTE, 'alive')).toBe(2);
  });
});
