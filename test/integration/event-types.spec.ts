import { EVENT_TYPES } from '../../src/journal/event-types.js';
import { createTestDatabase } from '../support/database.js';

it('The types of events are the values of the enum; a new one needs a migration with ALTER TYPE … ADD VALUE', async () => {
  const database = await createTestDatabase();
  const rows = await database.query<{ type: string }>(
    `SELECT unnest(enum_range(NULL::worker_registration.event_type))::text AS type`,
  );
  await database.drop();
  expect(rows.map(({ type }) => type).toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted());
});
