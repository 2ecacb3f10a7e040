import { SpacedReadings } from './spaced-readings.js';

describe('Readings of credentials', () => {
  it('are shared by all that arrive while another is in progress, each id once', async () => {
    const asked: (readonly string[])[] = [];
    let finish = (): void => undefined;
    const first = new Promise<void>((resolve) => (finish = resolve));
    const readings = new SpacedReadings(async (ids) => {
      asked.push(ids);
      if (asked.length === 1) await first;
      return new Set(ids);
    });
    const one = readings.of('a');
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 500 }, (_, index) => readings.of(`made-up-${index % 100}`));
    finish();

    expect([...(await one)]).toEqual(['a']);
    expect((await Promise.all(others)).every((found) => found.has('made-up-7'))).toBe(true);
    expect(asked.map((ids) => ids.length)).toEqual([1, 100]);
  });

  it('that fail cause only the waiting requests to be refused', async () => {
    let fails = true;
    const readings = new SpacedReadings(() =>
      fails ? Promise.reject(new Error('unavailable')) : Promise.resolve('read'),
    );
    await expect(readings.of('a')).rejects.toThrow('unavailable');
    fails = false;
    expect(await readings.of('a')).toBe('read');
  });
});
