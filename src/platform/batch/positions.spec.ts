import { Positions } from './positions.js';

describe('Positions', () => {
  it('are stored in order, 4 bytes each', () => {
    const positions = new Positions();
    const all = Array.from({ length: 100_000 }, (_, at) => 4_294_967_295 - at);
    for (const each of all) positions.push(each);
    expect(positions.length).toBe(100_000);
    expect(all.map((_, at) => positions.at(at))).toEqual(all);
    expect(positions.bytes).toBeLessThan(404_096);
  });
});
