import * as fc from 'fast-check';
import {
  excusedMs,
  GONE_AFTER_MS,
  INTERVAL_MS,
  LEASE_MS,
  LIFE_MS,
  Simulation,
  world,
  type Fault,
} from '../support/gap-simulation.js';

describe('Over any pattern of gaps', () => {
  it('a worker that beats whenever it can is never called silent', () => {
    fc.assert(
      fc.property(world, (each) => {
        // A worker that knows one instance is not heard of once that is gone and somebody else could have been asked.
        const known = each.knows === 'one' ? { ...each, faults: reachable(each.faults) } : each;
        expect(new Simulation(known, Infinity).live(LIFE_MS)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('a dead worker is found within its lease, the gaps and two intervals', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: LIFE_MS / 2 }), (each, diesAt) => {
        const bound = LEASE_MS + excusedMs(each, diesAt - INTERVAL_MS) + 2 * each.sweepMs;
        const found = new Simulation(each, diesAt).live(4 * LIFE_MS);
        expect(found).toBeDefined();
        expect(found! - diesAt).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 400 },
    );
  });
});

/**
 * Faults in which the only instance that a worker knows stays the same one: it keeps recording itself, or is back before it is declared gone.
 * Which new instance answers at the address of a killed one cannot be known.
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
