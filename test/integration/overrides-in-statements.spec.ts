import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { allStatements } from '../support/statements.js';
import { usableSlots } from '../../src/fleet/worker.js';

/** Statements that may see what a worker reported: all others read what is in force. */
const OF_REPORTED = [
  'create-worker',
  'lock-description',
  'override-worker',
  'read-descriptions',
  'register-workers',
  'register-workers-unshown',
];

/** What is read of it by the check of capacity, in the statements that judge workers. */
const BLAMELESS =
  /SELECT \(d\.reported ->> 'capacity'\)::integer FROM worker_registration\.worker AS d WHERE d\.id = w\.id/g;

describe('Overrides by operators', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('are read by every statement, written by few, and separate from reported values', async () => {
    const statements = (await allStatements()).map(({ name, text }) => ({
      name,
      text: text
        .replaceAll(/--.*$/gm, '')
        .replaceAll(BLAMELESS, '')
        .replaceAll(/'[^']*'/g, ''),
    }));
    const seeing = statements.filter(({ text }) => /\b(reported|overrides)\b/.test(text));
    const writing = statements.filter(({ text }) => /(INTO|UPDATE) worker_registration\.worker\s/.test(text));
    expect(seeing.map(({ name }) => name).toSorted()).toEqual(OF_REPORTED);
    expect(writing.map(({ name }) => name).toSorted()).toEqual(
      OF_REPORTED.filter((name) => !/^(lock|read)/.test(name)),
    );
  });

  it('result in the same usable slots in SQL as in TypeScript', async () => {
    const cases = [1, 2, 3, 7, 10, 29, 100, 5000].flatMap((slots) =>
      [0.01, 0.1, 0.29, 0.333, 0.5, 0.57, 0.7, 0.999999, 1, 1.2, 2].map((factor) => ({ slots, factor })),
    );
    const [row] = await database.query<{ found: number[] }>(
      `SELECT array_agg(worker_registration.usable_slots(slots, factor) ORDER BY ord) AS found
       FROM unnest($1::integer[], $2::float8[]) WITH ORDINALITY AS c (slots, factor, ord)`,
      [cases.map(({ slots }) => slots), cases.map(({ factor }) => factor)],
    );
    expect(row!.found).toEqual(cases.map(({ slots, factor }) => usableSlots(slots, factor)));
  });
});
