import { v7 as uuidv7 } from 'uuid';
import { fc } from '../../../test/support/chances.js';
import { LeaseWheel } from './lease-wheel.js';

const TICK = 250;

interface Watched {
  lateAt: number;
  endsAt: number;
  isLate: boolean;
}

/** The same, without a wheel: looks at every worker. */
class NaiveWatch {
  readonly workers = new Map<string, Watched>();

  watchWorker(id: string, lateAt: number, endsAt: number): void {
    this.workers.set(id, { lateAt: Math.min(lateAt, endsAt), endsAt, isLate: false });
  }

  lateAgainAt(id: string, lateAt: number): void {
    const known = this.workers.get(id);
    if (known?.isLate === true) this.watchWorker(id, lateAt, known.endsAt);
  }

  advance(now: number): { late: string[]; ended: string[] } {
    const passed = { late: [] as string[], ended: [] as string[] };
    for (const [id, each] of this.workers) {
      if (each.endsAt <= now) {
        passed.ended.push(id);
        this.workers.delete(id);
      } else if (!each.isLate && each.lateAt <= now) {
        passed.late.push(id);
        each.isLate = true;
      }
    }
    return passed;
  }
}

const sorted = ({ late, ended }: { late: string[]; ended: string[] }) => ({
  late: late.toSorted(),
  ended: ended.toSorted(),
});

describe('The wheel of leases', () => {
  const ids = Array.from({ length: 12 }, () => uuidv7());
  const worker = fc.nat(ids.length - 1);
  // Up to more than a turn, and pauses of several.
  const ticks = (max: number) => fc.oneof(fc.nat(20), fc.nat(max)).map((count) => count * TICK);
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('watch'), worker, late: ticks(5000), lease: ticks(9000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('again'), worker, late: ticks(5000), lease: fc.constant(0) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('forget'),
        worker,
        late: fc.constant(0),
        lease: fc.constant(0),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('pass'), worker, late: ticks(20_000), lease: fc.constant(0) }),
    },
  );

  it('finds the same workers as a full scan, in any order of events', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const wheel = new LeaseWheel(TICK, 0);
        const naive = new NaiveWatch();
        const found: unknown[] = [];
        const expected: unknown[] = [];
        let now = 0;
        for (const { kind, worker: index, late, lease } of steps) {
          const id = ids[index]!;
          // A moment that has passed already is found with the next tick.
          const [lateAt, endsAt] = [now + TICK + late, now + TICK + late + lease];
          if (kind === 'watch') for (const each of [wheel, naive]) each.watchWorker(id, lateAt, endsAt);
          else if (kind === 'again') for (const each of [wheel, naive]) each.lateAgainAt(id, lateAt);
          else if (kind === 'forget') {
            wheel.forgetWorker(id);
            naive.workers.delete(id);
          } else {
            now += late;
            found.push(sorted(wheel.advanceTo(now, 100)));
            expected.push(sorted(naive.advance(now)));
          }
          found.push(wheel.size);
          expected.push(naive.workers.size);
        }
        expect(found).toEqual(expected);
      }),
    );
  });

  it('returns up to a limit, and the others with the next call', () => {
    const wheel = new LeaseWheel(TICK, 0);
    for (const id of ids) wheel.watchWorker(id, TICK, 2 * TICK);
    const found = [];
    for (let call = 0; call < 4; call += 1) found.push(wheel.advanceTo(2 * TICK, 5).ended);
    expect(found.map(({ length }) => length)).toEqual([5, 5, 2, 0]);
    expect(found.flat().sort()).toEqual(ids.toSorted());
  });

  it('occupies up to 64 MiB for a million workers, and forgets them again', () => {
    const wheel = new LeaseWheel(TICK, 0);
    const million = Array.from(
      { length: 1_000_000 },
      (_, index) =>
        `00000000-0000-7000-8000-${((index * 2_654_435_761) % 2 ** 48).toString(16).padStart(12, '0')}`,
    );
    for (const id of million) wheel.watchWorker(id, 40_000, 300_000);
    expect(wheel.size).toBe(1_000_000);
    expect(wheel.bytes).toBeLessThanOrEqual(64 * 1024 * 1024);
    for (const id of million) wheel.forgetWorker(id);
    expect(wheel.size).toBe(0);
    expect(wheel.advanceTo(1_000_000, 10)).toEqual({ late: [], ended: [] });
  });
});
