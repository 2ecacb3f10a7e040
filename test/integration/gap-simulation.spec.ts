import { fc, runs } from '../support/chances.js';
import { excusedMs, GONE_AFTER_MS, INTERVAL_MS, LEASE_MS, Simulation } from '../support/gap-simulation.js';
import { LIFE_MS, world, type Fault, type World } from '../support/gap-worlds.js';

/** Worlds in which a living worker was once reported silent. */
const ONCE_BLAMED: readonly (readonly [what: string, world: World])[] = [
  [
    'one instance refuses, and is sent no heartbeats, while the other one keeps crashing',
    {
      faults: [
        ...again(21, 5103, { kind: 'killed', place: 1, from: 295_000, ms: 4867 }),
        { kind: 'refusing', place: 0, from: 307_001, ms: 94_000 },
        ...again(5, 9946, { kind: 'killed', place: 0, from: 57_135, ms: 1082 }),
      ],
      jumps: [],
      knows: 'balancer',
      sweepMs: 500,
      chances: [0, 0, 0.9999999999999971, 0, 0],
    },
  ],
];

describe('Over any pattern of gaps', () => {
  it('a worker that sends heartbeats whenever it can is never reported silent', () => {
    fc.assert(
      fc.property(world, (each) => {
        // A worker that knows one instance is silent once that is gone, although another one could have been
        // asked.
        const known = each.knows === 'one' ? { ...each, faults: reachable(each.faults) } : each;
        expect(new Simulation(known, Infinity).live(LIFE_MS)).toBeUndefined();
      }),
      runs(200),
    );
  });

  it.each(ONCE_BLAMED)('nor is it if %s', (_what, each) => {
    expect(new Simulation(each, Infinity).live(LIFE_MS)).toBeUndefined();
  });

  it('a dead worker is detected within its lease, the gaps and two intervals', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: LIFE_MS / 2 }), (each, diesAt) => {
        const bound = LEASE_MS + excusedMs(each, diesAt - INTERVAL_MS) + 2 * each.sweepMs;
        const found = new Simulation(each, diesAt).live(4 * LIFE_MS);
        expect(found).toBeDefined();
        expect(found! - diesAt).toBeLessThanOrEqual(bound);
      }),
      runs(200),
    );
  });
});

/**
 * Faults in which the only instance that a worker knows stays the same: it keeps recording itself, or returns
 * before it is declared gone. Which new instance answers at the address of a killed one is unknown.
 */
function reachable(faults: readonly Fault[]): Fault[] {
  const recording = faults.filter(({ kind }) => kind === 'refusing' || kind === 'row locked');
  let silentUntil = -Infinity;
  const short = faults
    .filter(({ kind, ms }) => (kind === 'suspended' || kind === 'cut off') && ms < GONE_AFTER_MS - 2000)
    .toSorted((a, b) => a.from - b.from)
    .filter(({ from, ms }) => {
      const apart = from > silentUntil + 2000;
      if (apart) silentUntil = from + ms;
      return apart;
    });
  return [...recording, ...short];
}

function again(count: number, everyMs: number, fault: Fault): Fault[] {
  return Array.from({ length: count }, (_, index) => ({ ...fault, from: fault.from + index * everyMs }));
}
