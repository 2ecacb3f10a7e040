import { MemoryCounts } from './counts.js';

describe('Counts in memory', () => {
  let now = 0;
  const counts = (sliding: boolean, max?: number) =>
    new MemoryCounts({ windowMs: 1000, sliding }, max, () => now);

  it('start again when their window ends', async () => {
    const fixed = counts(false);
    for (now = 0; now < 1000; now += 400) await fixed.countOnce('a', `at ${now}`);
    now = 999;
    expect(await fixed.readCount('a')).toEqual({ times: 3, msLeft: 1, note: 'at 800' });
    now = 1000;
    await fixed.countOnce('a', 'again');
    expect(await fixed.readCount('a')).toEqual({ times: 1, msLeft: 1000, note: 'again' });
  });

  it('last for a window after the last event if they slide', async () => {
    const sliding = counts(true);
    for (now = 0; now <= 1200; now += 400) await sliding.countOnce('a', `at ${now}`);
    now = 1200;
    expect(await sliding.readCount('a')).toEqual({ times: 4, msLeft: 1000, note: 'at 1200' });
  });

  it('hold a limited number of keys: the least recently used are dropped', async () => {
    const few = counts(true, 100);
    for (let each = 0; each < 10_000; each += 1) await few.countOnce(`key ${each}`, 'why');
    expect(few.size).toBe(100);
    expect(await few.readCount('key 0')).toBeUndefined();
    expect(await few.readCount('key 9999')).toMatchObject({ times: 1 });
  });

  it('are gone once they are cleared', async () => {
    const cleared = counts(true);
    await cleared.countOnce('a', '');
    await cleared.clearCount('a');
    expect(await cleared.readCount('a')).toBeUndefined();
  });
});
