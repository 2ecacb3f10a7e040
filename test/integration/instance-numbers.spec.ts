import { ReservedDatabase } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import { InstanceStore } from '../../src/platform/instance/store/instance.store.js';
import { createTestDatabase } from '../support/database.js';

describe('A new instance', () => {
  it('gets an unused number if live ones are ahead of the sequence, as after a restore', async () => {
    const database = await createTestDatabase();
    const pool = await openPool({ connection: { connectionString: database.url }, poolSize: 1 });
    await database.query(
      `INSERT INTO worker_registration.instance (number, name) VALUES (1, 'one'), (2, 'two'), (4, 'four')`,
    );
    const store = new InstanceStore(new ReservedDatabase(pool));
    const numbers = [await store.beginInstance('new'), await store.beginInstance('newer')];
    await pool.end();
    await database.drop();
    expect(numbers).toEqual([3, 5]);
  });
});
