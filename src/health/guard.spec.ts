import { fc, runs } from '../../test/support/chances.js';
import { decideGuard, silentAfterMs, type Guard, type GuardRules } from './guard.js';

const MINUTE = 60_000;
const rules: GuardRules = { thresholdPercent: 55, minWorkers: 5, maxMs: 30 * MINUTE };
const level = (silent: number, total = 10, silentAtAll = silent) =>
  ({ scope: 'zone', zone: 'eu-1', silent, silentAtAll, failed: 0, total }) as const;
const guard = (state: Guard['state'], since = 0): Guard => ({
  ...level(8),
  silentNow: 8,
  holdUntil: null,
  releasedThrough: null,
  state,
  since,
  episodeSince: since,
});

describe('The guard of a zone', () => {
  it.each([
    ['engages at the threshold', undefined, level(11, 20), 'HOLDING'],
    ['does not engage below it', undefined, level(10, 20), 'WATCHING'],
    ['does not engage for fewer workers than the minimum', undefined, level(4, 4), 'WATCHING'],
    ['holds down to half the threshold', guard('HOLDING'), level(28, 100), 'HOLDING'],
    ['ends below it', guard('HOLDING'), level(27, 100), 'WATCHING'],
    ['stays spent for the same silence', guard('SPENT'), level(0, 10, 8), 'SPENT'],
    ['engages again for another silence', guard('SPENT'), level(6, 10, 8), 'HOLDING'],
  ] as const)('%s', (_what, before, now, state) => {
    expect(decideGuard(now, before, rules, MINUTE)).toMatchObject({ state });
  });

  it('is spent after its time', () => {
    expect(decideGuard(level(8), guard('HOLDING'), rules, 30 * MINUTE)).toMatchObject({ state: 'SPENT' });
  });

  it('is forgotten when no worker is silent', () => {
    expect(decideGuard(level(0), guard('HOLDING'), rules, MINUTE)).toBeUndefined();
  });

  it('has the start of its state and of the silence', () => {
    const watching = decideGuard(level(3), undefined, rules, 1000);
    const holding = decideGuard(level(8), watching, rules, 2000);
    const later = decideGuard(level(9), holding, rules, 3000);
    expect([watching, holding, later]).toMatchObject([
      { state: 'WATCHING', since: 1000, episodeSince: 1000 },
      { state: 'HOLDING', since: 2000, episodeSince: 1000 },
      { state: 'HOLDING', since: 2000, episodeSince: 1000 },
    ]);
  });
});

/**
 * Simulates a whole zone that falls silent, its last heartbeats spread over the interval, and the sweeps
 * after that.
 */
interface Outage {
  readonly leaseMs: number;
  readonly intervalMs: number;
  readonly sweepMs: number;
  /** How far into the interval before the outage each worker sent its last heartbeat, from 0 to 1. */
  readonly beats: readonly number[];
  /** When the first sweep runs, as a share of the sweep interval. */
  readonly phase: number;
  readonly maxFailures: number;
}

/**
 * Runs sweeps until the guard is spent.
 * @returns how many workers failed, and when the guard engaged and ended
 */
function play({ leaseMs, intervalMs, sweepMs, beats, phase, maxFailures }: Outage) {
  const silentAfter = silentAfterMs(leaseMs, intervalMs / 1000);
  const workers = beats.map((share) => ({ lastBeat: -share * intervalMs, failures: 0 }));
  let held: Guard | undefined;
  let failed = 0;
  const states = new Set<string>();
  for (let now = phase * sweepMs; now < leaseMs + intervalMs + 20 * MINUTE; now += sweepMs) {
    const alive = workers.filter(({ failures }) => failures < maxFailures);
    const silent = alive.filter(({ lastBeat }) => now - lastBeat > silentAfter);
    if (alive.some(({ lastBeat }) => now - lastBeat > leaseMs)) {
      held = decideGuard(level(silent.length, workers.length), held, rules, now);
      states.add(held?.state ?? 'none');
    }
    if (held?.state === 'HOLDING') continue;
    for (const worker of alive) {
      if (now - worker.lastBeat <= leaseMs) continue;
      worker.failures += 1;
      if (worker.failures === maxFailures) failed += 1;
    }
  }
  return { failed, states };
}

const outage = (sweepMs: number): fc.Arbitrary<Outage> =>
  fc
    .record({
      leaseMs: fc.integer({ min: 60_000, max: 600_000 }),
      share: fc.double({ min: 0.02, max: 1 / 3, noNaN: true }),
      beats: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 100 }),
      phase: fc.double({ min: 0, max: 1, noNaN: true }),
      maxFailures: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ share, ...rest }) => ({ ...rest, intervalMs: rest.leaseMs * share, sweepMs }));

describe('A whole zone that falls silent, its heartbeats spread over the interval', () => {
  it.each([5, 10, 120])('fails no worker with sweeps every %d s', (seconds) => {
    fc.assert(
      fc.property(outage(seconds * 1000), (each) => {
        const { failed, states } = play(each);
        expect({ failed, held: states.has('HOLDING') }).toEqual({ failed: 0, held: true });
      }),
      runs(500),
    );
  });

  it('fails all dead workers if few of a large zone die', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 27 }),
        fc.constantFrom(5000, 10_000, 120_000),
        (dead, sweepMs) => {
          let held: Guard | undefined;
          for (let now = 0; now < 20 * MINUTE; now += sweepMs)
            held = decideGuard(level(dead, 100), held, rules, now);
          expect(held?.state).toBe('WATCHING');
        },
      ),
    );
  });
});
