import { setImmediate as nextTurn } from 'node:timers/promises';
import { ReservedDatabase } from '../../src/platform/database/database.js';
import { openPool } from '../../src/platform/database/open-pool.js';
import type { Instance } from '../../src/platform/instance/instance.js';
import { Duties } from '../../src/platform/scheduling/duties.js';
import { DutyStore } from '../../src/platform/scheduling/store/duty.store.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const MINUTE = 60_000;

describe('A round of a duty', () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openPool>>;
  let store: DutyStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = await openPool({ connection: { connectionString: database.url }, poolSize: 10 });
    store = new DutyStore(new ReservedDatabase(pool));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const GONE_AFTER_MS = 10_000;
  const instances = Array.from({ length: 10 }, (_, index) => 100 + index);
  const claim = (name: string, instance: number, intervalMs = MINUTE) =>
    store.claimRound(name, intervalMs, instance, GONE_AFTER_MS);
  const claimAll = async (name: string) => {
    const rounds = await Promise.all(instances.map((instance) => claim(name, instance)));
    return rounds.filter((round) => round !== undefined);
  };
  /** Inserts an instance that was seen this many seconds ago. */
  const seen = (number: number, secondsAgo: number) =>
    database.query(
      `INSERT INTO worker_registration.instance (number, name, seen_at)
       VALUES ($1, 'test', now() - make_interval(secs => $2)) ON CONFLICT (number) DO UPDATE SET seen_at = excluded.seen_at`,
      [number, secondsAgo],
    );
  const later = (minutes: number) =>
    database.query(
      `UPDATE worker_registration.duty SET claimed_at = claimed_at - make_interval(mins => $1)`,
      [minutes],
    );
  const aMinuteLater = () => later(1);

  it('belongs to one of ten instances that claim it at once, at first and later', async () => {
    for (const instance of instances) await seen(instance, 0);
    const first = await claimAll('raced');
    await database.query(`UPDATE worker_registration.duty SET finished_round = round`);
    await aMinuteLater();
    const second = await claimAll('raced');
    expect([first, second]).toEqual([[1], [2]]);
  });

  it('is not due before the interval has passed', async () => {
    await claim('early', 1);
    await store.finishRound('early', 1, 1);
    expect(await claim('early', 1)).toBeUndefined();
  });

  it('stays with its instance while that is alive, however long it takes', async () => {
    await seen(1, 1);
    await claim('long', 1);
    await aMinuteLater();
    expect(await claim('long', 2)).toBeUndefined();
  });

  it('is taken over, with its number, from an instance that died during it', async () => {
    await claim('orphaned', 1);
    await aMinuteLater();
    await seen(1, 11);
    expect(await claim('orphaned', 2)).toBe(1);
  });

  it('is not taken over from an instance that claimed it a moment ago, whenever the instance was last seen', async () => {
    await seen(1, 11);
    await claim('just begun', 1);
    expect(await claim('just begun', 2)).toBeUndefined();
  });

  it('is not finished by the dead instance once another has taken it over', async () => {
    await claim('zombie', 1);
    await aMinuteLater();
    await seen(1, 11);
    await claim('zombie', 2);
    await store.finishRound('zombie', 1, 1);
    const [duty] = await database.query(
      `SELECT finished_round FROM worker_registration.duty WHERE name = 'zombie'`,
    );
    expect(duty).toEqual({ finished_round: '0' });
  });

  it('is due at once after the clock was set back', async () => {
    await claim('clock', 1);
    await database.query(`UPDATE worker_registration.duty SET claimed_at = now() + interval '1 hour'`);
    expect(await claim('clock', 1)).toBe(2);
  });

  it('runs an interval after a requested one, and not after the timer that found it done', async () => {
    await claim('asked', 1);
    await store.finishRound('asked', 1, 1);
    await later(40);
    const set = jest.spyOn(globalThis, 'setTimeout');
    // Only the duty waits for that long.
    const timers = () => set.mock.calls.filter(([, delayMs]) => delayMs! > 40 * MINUTE);
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const duties = new Duties(store, { number: 2 } as Instance);
    duties.addDuty({ name: 'asked', intervalMs: 100 * MINUTE, run: () => Promise.reject(new Error('done')) });
    timers()[0]![0]();
    while (timers().length < 2) await nextTurn();
    const minutes = timers()[1]![1]! / MINUTE;
    jest.restoreAllMocks();
    await duties.onModuleDestroy();
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThan(71);
  });

  it.each([
    [true, 11],
    [false, 9],
  ])('that catches up runs at once: %s, if the last one was %d of 10 minutes ago', async (runs, minutes) => {
    await claim('behind', 1);
    await store.finishRound('behind', 1, 1);
    await database.query(
      `UPDATE worker_registration.duty SET claimed_at = now() - make_interval(mins => $1) WHERE name = 'behind'`,
      [minutes],
    );
    const set = jest.spyOn(globalThis, 'setTimeout');
    const read = jest.spyOn(store, 'claimAgeMs');
    const duties = new Duties(store, { number: 2 } as Instance);
    duties.addDuty({ name: 'behind', intervalMs: 10 * MINUTE, catchesUp: true, run: async () => {} });
    await read.mock.results[0]!.value;
    await nextTurn();
    const atOnce = set.mock.calls.some(([, delayMs]) => delayMs === 0);
    jest.restoreAllMocks();
    await duties.onModuleDestroy();
    expect(atOnce).toBe(runs);
  });
});
