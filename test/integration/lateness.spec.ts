import { nextIntervalSeconds } from '../../src/fleet/lease.js';
import { fc } from '../support/chances.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('The rule for suspects', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  const ask = async <T>(expression: string, parameters: unknown[] = []): Promise<T> =>
    (await database.query<{ value: T }>(`SELECT ${expression} AS value`, parameters))[0]!.value;
  const isSuspect = (lateFor: number, given: object = {}) => {
    const known = {
      presence: 'PRESENT',
      health: 'HEALTHY',
      worst: 0,
      excused: null,
      floor: 10,
      lag: 0,
      ...given,
    };
    return ask<boolean>(
      `worker_registration.is_suspect($1::worker_registration.worker_presence, $2::worker_registration.worker_health,
         now() - make_interval(secs => $3), $4::real, now() - make_interval(secs => $5), $6, $7)`,
      [known.presence, known.health, lateFor, known.worst, known.excused, known.floor, known.lag],
    );
  };

  it.each([
    ['that is not due yet', -1, {}, false],
    ['within the floor', 9.9, {}, false],
    ['beyond the floor', 10.1, {}, true],
    ['within twice its worst lateness', 79, { worst: 40 }, false],
    ['beyond twice its worst lateness', 81, { worst: 40 }, true],
    ['within the lag of the service', 14, { lag: 5 }, false],
    ['beyond the lag of the service', 16, { lag: 5 }, true],
    ['since a gap of the service ended just now', 100, { excused: 9 }, false],
    ['since a gap of the service ended a while ago', 100, { excused: 11 }, true],
    ['of a worker that has left', 100, { presence: 'LEFT' }, false],
    ['of a worker that has failed', 100, { health: 'FAILED' }, false],
    ['of an unhealthy worker', 100, { health: 'UNHEALTHY' }, true],
  ])('judges a heartbeat %s', async (_, lateFor, given, suspect) => {
    expect(await isSuspect(lateFor, given)).toBe(suspect);
  });

  it('expects no heartbeat of a worker that never sent one', async () => {
    const never = `worker_registration.is_suspect('PRESENT', 'HEALTHY', NULL, 0, now() - interval '1 day', 10, 0)`;
    expect(await ask<boolean>(never)).toBe(false);
  });

  it('forgets half of the worst lateness each day', async () => {
    const after = (worst: number, hours: number, late = 0) =>
      ask<number>('worker_registration.worst_lateness($1::real, now() - make_interval(hours => $2), $3)', [
        worst,
        hours,
        late,
      ]);
    expect(await after(40, 24)).toBeCloseTo(20, 3);
    expect(await after(40, 48)).toBeCloseTo(10, 3);
    expect(await after(40, 24, 30)).toBe(30);
    expect(await after(0, 24, 0)).toBe(0);
    expect(await after(40, 100_000)).toBeLessThan(0.001);
    expect(await after(0.001, 1)).toBe(0);
    // The clock was set back.
    expect(await after(40, -24)).toBe(40);
  });

  it('chooses the same intervals as the service, never longer than a third of the lease', async () => {
    const seconds = fc.double({ min: 0.05, max: 86_400, noNaN: true });
    const chance = fc.nat(1_000_000).map((millionths) => millionths / 1_000_000);
    await fc.assert(
      fc.asyncProperty(seconds, seconds, chance, async (set, lease, drawn) => {
        const told = await ask<number>('worker_registration.next_interval($1, $2, $3)', [set, lease, drawn]);
        const largest = Math.min(set, lease / 3);
        const known = nextIntervalSeconds(largest, drawn);
        expect(told).toBeLessThanOrEqual(largest * 0.95 + 1e-9);
        expect(told).toBeGreaterThanOrEqual(largest * 0.855 - 1e-9);
        expect(told).toBeGreaterThanOrEqual(known - 1e-9);
        expect(told).toBeLessThan(known + 0.0011);
      }),
    );
  });
});
