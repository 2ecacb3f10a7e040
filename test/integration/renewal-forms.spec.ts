import { beatColumns, beatValues } from '../../src/workers/heartbeats/store/beat-columns.js';
import type { Beat } from '../../src/workers/heartbeats/store/beat.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { allStatements } from '../support/statements.js';

/** The instance that accepts the heartbeats, the longest interval, its lag, the retry time, the usual lease, and whether others may stay unwritten. */
const TERMS = [7, 30, 0.25, 43, 300, true];
const WORKER = '01900000-0000-7000-8000-000000000001';
const REPORT = {
  status: 'BUSY',
  message: 'a "quoted" \\ word',
  currentJobCount: 2,
  cpuUsage: 45.567,
  errorCount: 1,
} as const;
const LATE = `due_at = now() - interval '12 s'`;

describe('One heartbeat and a list of one', () => {
  let database: TestDatabase;
  let texts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    texts = new Map((await allStatements()).map(({ name, text }) => [name, text]));
  });
  afterAll(() => database.drop());

  /** Renews within a transaction that is rolled back, so that both forms have the same row, time and chance. */
  async function renewed(form: string, parameters: unknown[], before: string) {
    await database.query('BEGIN');
    await database.query(
      `INSERT INTO worker_registration.worker (id, worker_id, revision, name, max_concurrent_jobs, capabilities, tags,
         priority_threshold, worker_load_factor, zone, terms, search_text)
       VALUES ($1, 'twin', 1, 'Twin', 10, '{}', '{}', 0, 1, 'north', '{z:north}', 'twin')`,
      [WORKER],
    );
    await database.query(
      `INSERT INTO worker_registration.worker_state (id, revision, registered_at, last_registered_at, last_heartbeat,
         lease_renewed_at, presence, presence_since, last_outcome, max_concurrent_jobs, usable_slots, available_capacity,
         taken_by, boot_id, incarnation, due_at, worst_lateness)
       VALUES ($1, 1, now(), now(), now() - interval '40 s', now() - interval '40 s', 'PRESENT', now(),
         'created', 10, 10, 10, 1, 'first', 3, now() - interval '0.5 s', 0.02)`,
      [WORKER],
    );
    for (const sql of before.split(';'))
      if (sql !== '')
        await database.query(sql.replace(/^SET/, 'UPDATE worker_registration.worker_state SET'));
    await database.query('SELECT setseed(0.5)');
    const answer = await database.query(texts.get(form)!, parameters);
    const [row] = await database.query('SELECT * FROM worker_registration.worker_state');
    const [{ now }] = (await database.query<{ now: Date }>('SELECT now()')) as [{ now: Date }];
    await database.query('ROLLBACK');
    return { answer: answer.map(sinceThen(now)), row: sinceThen(now)(row!) };
  }

  /** Moments by how long before or after the statement they are: a `Date` has no microseconds. */
  const sinceThen = (now: Date) => (row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date ? Math.round((+value - +now) / 100) : value,
      ]),
    );

  async function bothForms(report: Partial<Beat>, before = '') {
    const beat: Beat = { id: WORKER, count: 1, shown: false, ...report };
    const variant = beat.shown ? '' : '-unshown';
    return {
      one: await renewed(`renew-lease${variant}`, [...beatValues(beat), ...TERMS, beat.late ?? null], before),
      list: await renewed(
        `renew-leases${variant}`,
        [...beatColumns([beat]), ...TERMS, ...beatColumns([beat], ['late'])],
        before,
      ),
    };
  }

  it.each([
    ['without a report', {}, '', true],
    ['with a report', REPORT, '', true],
    ['whose answer shows the worker', { ...REPORT, shown: true }, 'SET counting_since = 3', true],
    ['of a batch', { shown: undefined }, '', true],
    ['merged from three', { count: 3 }, '', true],
    ['late by twelve seconds', {}, `SET ${LATE}`, true],
    ['late by what the instance knows', { late: 12 }, 'SET taken_by = 7', true],
    ['late by what an instance knew before', { late: 12 }, 'SET taken_by = 2', true],
    ['with unwritten ones before it', { unwritten: 3 }, '', true],
    ['late, in a gap of the service', {}, `SET ${LATE};${gap('gap', 'instance')}`, true],
    ['late, in a gap of the worker', {}, `SET ${LATE};${gap('worker_gap', 'worker')}`, true],
    ['after the end of its lease', {}, `SET ${LATE}, lease_renewed_at = now() - interval '301 s'`, true],
    ['with a lease of its own', {}, 'SET lease_seconds = 30', true],
    ['that ends a silence', {}, `SET health = 'UNHEALTHY', failed_checks = '{heartbeat}'`, true],
    ['of an accused worker', {}, `SET accused_until = now() + interval '1 minute'`, true],
    ['of a worker under an order', {}, `SET order_kind = 'DRAINING', order_by = 'me'`, true],
    ['with revoked jobs', {}, 'SET has_revoked_jobs = true', true],
    ['with other jobs than assigned', { currentJobCount: 1 }, 'SET assigned_job_count = 2', true],
    ['after the clock was set back', {}, `SET lease_renewed_at = now() + interval '1 hour'`, true],
    ['of the current process', { incarnation: 3, bootId: 'first' }, '', true],
    ['within the scope of the caller', { scope: '{"terms":["z:north"],"prefix":""}' }, '', true],
    ['outside the scope of the caller', { scope: '{"terms":["z:south"],"prefix":""}' }, '', false],
    ['of an older incarnation', { incarnation: 2 }, '', false],
    ['of a newer incarnation', { incarnation: 4 }, '', false],
    ['of another process', { bootId: 'second' }, '', false],
    ['of a lost worker', {}, `SET presence = 'LOST'`, false],
    ['of a worker that left', {}, `SET presence = 'LEFT'`, false],
    ['of a worker that leaves when it is drained', {}, 'SET leave_when_drained = true', false],
  ] as [string, Partial<Beat>, string, boolean][])(
    'leave the same row and return the same, %s',
    async (_, report, before, accepted) => {
      const { one, list } = await bothForms(report, before);
      expect(one).toEqual(list);
      expect(one.answer).toHaveLength(accepted ? 1 : 0);
    },
  );

  it('record the lateness of a heartbeat, less the lag of the service', async () => {
    const { one } = await bothForms({}, `SET ${LATE}`);
    const excused = await bothForms({}, `SET ${LATE};${gap('worker_gap', 'worker')}`);
    expect(one.row['worst_lateness']).toBeCloseTo(11.75, 2);
    expect(excused.one.row['worst_lateness']).toBeCloseTo(0.02, 2);
  });
});

/** Records a gap that ended just now. */
function gap(table: string, of: string): string {
  const whose = of === 'worker' ? `'${WORKER}'` : '1';
  return `INSERT INTO worker_registration.${table} (${of}, gap_from, gap_until) VALUES (${whose}, now() - interval '20 s', now())`;
}
