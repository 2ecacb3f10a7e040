import { v7 as uuidv7 } from 'uuid';
import { fc } from '../../../../test/support/chances.js';
import { fingerprintOf } from './fingerprint.js';
import { StoredBeats, type StoredBeat } from './stored-beats.js';

const beatOf = (mark: number): StoredBeat => ({
  renewedAt: 1_700_000_000_000 + mark,
  leaseSeconds: mark % 3 === 0 ? null : mark,
  validUntil: 1000 + mark,
  intervalSeconds: mark,
  dueAt: 2000 + mark,
  fence: fingerprintOf(`fence ${mark}`),
  report: fingerprintOf(`report ${mark}`),
});

describe('Stored heartbeats', () => {
  it('behave like a map, whatever is stored, read and forgotten', () => {
    const ids = Array.from({ length: 3000 }, () => uuidv7());
    const step = fc.record({
      kind: fc.constantFrom('store', 'hear', 'forget'),
      worker: fc.nat(20),
      mark: fc.nat(500),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.boolean(), (steps, isLarge) => {
        const beats = new StoredBeats();
        const map = new Map<string, { beat: StoredBeat; count: number }>();
        // Grows in between.
        for (const id of isLarge ? ids.slice(100) : []) beats.storeBeat(id, beatOf(7));
        for (const { kind, worker, mark } of steps) {
          const id = ids[worker]!;
          const known = map.get(id);
          if (kind === 'forget') {
            beats.forgetWorker(id);
            map.delete(id);
          } else if (kind === 'store') {
            beats.storeBeat(id, beatOf(mark));
            map.set(id, { beat: beatOf(mark), count: known?.count ?? 0 });
          } else if (known !== undefined) {
            beats.noteUnwritten(beats.findEntry(id), 2, 5000, 0.5, known.beat.dueAt);
            known.count += 2;
          }
        }
        for (const id of ids.slice(0, 21)) {
          const entry = beats.findEntry(id);
          const known = map.get(id);
          expect(entry >= 0).toBe(known !== undefined);
          if (known === undefined) continue;
          const { fence, report, ...others } = known.beat;
          expect(beats.validAt(entry, 0)).toEqual(others);
          expect([beats.isOf(entry, fence), beats.isReport(entry, report)]).toEqual([true, true]);
          expect(beats.isOf(entry, report)).toBe(false);
          expect(beats.takeLeft(entry).count).toBe(known.count);
        }
        expect(beats.size).toBe(map.size + (isLarge ? ids.length - 100 : 0));
      }),
    );
  });

  it('occupy no more than 100 bytes for each worker of a full table', () => {
    const beats = new StoredBeats();
    const full = 1024 * 16;
    for (let index = 0; index < full; index += 1) beats.storeBeat(uuidv7(), beatOf(1));
    expect(beats.bytes / full).toBeLessThanOrEqual(100);
  });
});
