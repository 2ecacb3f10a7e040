import { fc } from '../../../test/support/chances.js';
import { NameCounts } from './name-counts.js';

describe('Counts of names', () => {
  it('are those of a map', () => {
    const name = fc.oneof(fc.constantFrom('w-1', 'w-2', 'W-1', ''), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 200 }), (names) => {
        const counts = new NameCounts();
        const expected = new Map<string, number>();
        for (const each of names) {
          expected.set(each, (expected.get(each) ?? 0) + 1);
          expect(counts.add(each)).toBe(expected.get(each));
        }
      }),
    );
  });

  it('need 1.2 MiB for 100,000 names, and confuse none of them', () => {
    const counts = new NameCounts();
    const numbers = Array.from({ length: 100_000 }, (_, at) => at);
    expect(numbers.filter((at) => counts.add(`worker-${at}`) !== 1)).toEqual([]);
    expect(numbers.filter((at) => counts.add(`worker-${at}`) !== 2)).toEqual([]);
    expect(counts.bytes).toBeLessThan(1.2 * 1024 * 1024);
  });

  it('end at 255', () => {
    const counts = new NameCounts();
    for (let time = 0; time < 300; time += 1) counts.add('w-1');
    expect(counts.add('w-1')).toBe(255);
  });
});
