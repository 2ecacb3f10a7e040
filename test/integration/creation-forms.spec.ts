import type { Registration } from '../../src/workers/registration/registration.js';
import { describeWorker } from '../../src/fleet/worker-fields.js';
import { parametersOf } from '../../src/workers/registration/store/register-statement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { allStatements } from '../support/statements.js';

/** The longest interval, the lag, the retry time and the usual lease. */
const TERMS = { renewal: [30, 0.25, 43, 300] } as const;
const TABLES = ['worker', 'worker_state', 'journal'];
const STATED = { workerId: 'twin', name: 'Twin', maxConcurrentJobs: 10 };

/** A registration of a new worker. */
function registrationOf({ stated = {}, ...more }: Partial<Registration> & { stated?: object }): Registration {
  const given: Record<string, unknown> = { ...STATED, ...stated };
  return {
    description: describeWorker((name, { fallback }) => given[name] ?? fallback),
    bootId: null,
    activeJobCount: 0,
    activeJobs: null,
    expectOnline: true,
    tellsNothing: false,
    force: false,
    ...more,
  };
}

describe('One new worker and a list of one', () => {
  let database: TestDatabase;
  let texts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    texts = new Map((await allStatements()).map(({ name, text }) => [name, text]));
  });
  afterAll(() => database.drop());

  /** Registers within a transaction that is rolled back, so that both forms have the same tables and time. */
  async function registered(form: string, parameters: unknown[]) {
    await database.query('BEGIN');
    const answer = await database.query(texts.get(form)!, parameters);
    const rows: object[] = [];
    for (const table of TABLES)
      rows.push(
        await database.query(
          `SELECT to_jsonb(t) - '{seq,tx}'::text[] AS row FROM worker_registration.${table} AS t`,
        ),
      );
    const [{ now }] = (await database.query<{ now: Date }>('SELECT now()')) as [{ now: Date }];
    await database.query('ROLLBACK');
    return sinceThen({ answer, rows }, now);
  }

  /** Moments by their distance from the transaction. */
  const sinceThen = (value: object, now: Date): object =>
    JSON.parse(JSON.stringify(value), (_, each: unknown) =>
      typeof each === 'string' && /^\d{4}-\d\d-\d\dT/.test(each)
        ? Math.round((Date.parse(each) - +now) / 100)
        : each,
    ) as object;

  it.each<[string, Parameters<typeof registrationOf>[0], object]>([
    ['that states the least', {}, {}],
    ['of a process', { bootId: 'boot-1', activeJobCount: 3 }, {}],
    ['with a lease of its own', { bootId: 'boot-1', stated: { leaseSeconds: 30 } }, {}],
    ['that is not yet online', { expectOnline: false, bootId: 'boot-1' }, {}],
    [
      'that states all',
      {
        stated: {
          zone: 'north',
          tags: ['a', 'b'],
          capabilities: { java: [11, 17] },
          hostName: 'h',
          port: 80,
        },
      },
      {},
    ],
    ['by a join token', {}, { joinToken: { id: '1', name: 'all', limited: false } }],
    ['by a caller with an address', {}, { actor: 'worker\u001fsubject\u001f10.0.0.1\u001frequest' }],
  ])('leave the same rows and return the same, %s', async (_, given, more) => {
    const authority = {
      actor: 'worker',
      proof: undefined,
      onlyOwn: false,
      joinToken: undefined,
      scope: null,
    };
    const one = { registration: registrationOf(given), authority: { ...authority, ...more } };
    const parameters = parametersOf(one, 7, TERMS);
    const [alone, list] = [
      await registered('create-worker', parameters),
      await registered('register-workers', parameters),
    ];
    expect(alone).toEqual(list);
    expect(alone).toMatchObject({ answer: [{ last_outcome: 'created' }], rows: [[{}], [{}], [{}]] });
  });
});

// A connection keeps the plan of its first registrations, when there may be no workers yet.
describe('A statement of registrations', () => {
  let database: TestDatabase;
  let texts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    texts = new Map((await allStatements()).map(({ name, text }) => [name, text]));
  });
  afterAll(() => database.drop());

  it.each([
    ['create-worker', `'[]', 1, 30, 300`],
    ['register-workers', `'[]', 1, 30, 300`],
    ['register-workers-unshown', `'[]', 1, 30, 300`],
    ['lock-workers', `'{}', NULL`],
    ['find-revoked', `'{}', '{}'`],
  ])('reads no whole table by a plan that was made while it was empty: %s', async (form, parameters) => {
    await database.query(`PREPARE form AS ${texts.get(form)!}`);
    await database.query('SET plan_cache_mode = force_generic_plan');
    const plan = await database.query(`EXPLAIN EXECUTE form (${parameters})`);
    await database.query('DEALLOCATE form');
    await database.query('RESET plan_cache_mode');
    expect(JSON.stringify(plan)).not.toContain('Seq Scan on worker');
  });
});
