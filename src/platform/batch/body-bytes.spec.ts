import { BodyBytes } from './body-bytes.js';

const KIB = 1024;

describe('The bytes of a body', () => {
  const arriving = (...sizes: number[]) => {
    const all = Buffer.from(
      Uint8Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, at) => at % 251),
    );
    const body = new BodyBytes();
    let from = 0;
    for (const size of sizes) {
      // As of a socket: a chunk owns its memory.
      body.append(new Uint8Array(all.subarray(from, from + size)));
      from += size;
    }
    return { all, body };
  };

  it.each([
    ['large chunks', [64 * KIB, 64 * KIB, 20 * KIB]],
    ['small chunks', [1, 7, 300, 4000]],
    ['large chunks between small ones', [10, 64 * KIB, 1, 300 * KIB, 64 * KIB, 5, 64 * KIB]],
    ['a chunk of more than a block', [700 * KIB, 3]],
  ])('are those that arrived, in %s', (_, sizes) => {
    const { all, body } = arriving(...sizes);
    const places = Array.from({ length: 40 }, (__, at) => Math.floor((at * all.length) / 39));
    for (const start of places)
      for (const end of places.filter((each) => each > start))
        expect(body.slice(start, end).equals(all.subarray(start, end))).toBe(true);
    expect(body.length).toBe(all.length);
  });

  it('can be read after those before them were dropped', () => {
    const { all, body } = arriving(10, 300 * KIB, 64 * KIB, 64 * KIB);
    body.drop(320 * KIB);
    expect(body.slice(330 * KIB, 400 * KIB).equals(all.subarray(330 * KIB, 400 * KIB))).toBe(true);
  });

  it('do not change when a chunk that was part of a larger one is used again', () => {
    const shared = new Uint8Array(200 * KIB).fill(1);
    const body = new BodyBytes();
    body.append(shared.subarray(0, 64 * KIB));
    shared.fill(2);
    expect(body.slice(0, 64 * KIB).every((byte) => byte === 1)).toBe(true);
  });
});
