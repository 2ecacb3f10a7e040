import { Slots } from './slots.js';

const forEver = () => new Promise<never>(() => undefined);

describe('Slots', () => {
  it('reserve a quarter for other workers, however many slow ones there are', () => {
    const slots = new Slots(64);
    for (let index = 0; index < 48; index += 1) void slots.runInSlot('slow', forEver);
    expect(slots.free).toEqual({ any: 16, slow: 0 });
  });

  it('are all available to fast ones', () => {
    const slots = new Slots(64);
    for (let index = 0; index < 60; index += 1) void slots.runInSlot('quick', forEver);
    expect(slots.free).toEqual({ any: 4, slow: 4 });
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
  ])('of %d allow %d slow ones', (limit, slow) => {
    expect(new Slots(limit).free).toEqual({ any: limit, slow });
  });

  it('are released when the work ends, even by an error, and wake the waiting callers', async () => {
    const slots = new Slots(1);
    let fail = (): void => undefined;
    const held = slots.runInSlot(
      'slow',
      () => new Promise((_resolve, reject) => (fail = () => reject(new Error('no')))),
    );
    const change = slots.waitForChange();
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
