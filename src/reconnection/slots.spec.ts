import { Slots } from './slots.js';

const forEver = () => new Promise<never>(() => undefined);

describe('Slots', () => {
  it('leave a quarter to others, however many slow ones there are', () => {
    const slots = new Slots(64);
    for (let index = 0; index < 48; index += 1) void slots.hold('slow', forEver);
    expect(slots.free).toEqual({ any: 16, slow: 0 });
  });

  it('are all there for quick ones', () => {
    const slots = new Slots(64);
    for (let index = 0; index < 60; index += 1) void slots.hold('quick', forEver);
    expect(slots.free).toEqual({ any: 4, slow: 4 });
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
  ])('of %d take %d slow ones', (limit, slow) => {
    expect(new Slots(limit).free).toEqual({ any: limit, slow });
  });

  it('come back when the work ends, however it ends, and tell those who wait', async () => {
    const slots = new Slots(1);
    let fail = (): void => undefined;
    const held = slots.hold(
      'slow',
      () => new Promise((_resolve, reject) => (fail = () => reject(new Error('no')))),
    );
    const change = slots.change();
    const whileHeld = slots.free;
    fail();
    await expect(held).rejects.toThrow('no');
    await change;
    expect([whileHeld, slots.free]).toEqual([
      { any: 0, slow: 0 },
      { any: 1, slow: 1 },
    ]);
  });
});
