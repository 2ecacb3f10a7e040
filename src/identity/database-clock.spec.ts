import { DatabaseClock } from './database-clock.js';

describe('The clock of the database', () => {
  it('is unknown before it is read', () => {
    expect(new DatabaseClock().now()).toBeNaN();
  });

  it('continues with the timer from the middle of the round trip', async () => {
    let timer = 1000;
    const clock = new DatabaseClock(() => timer);
    const query = async () => {
      timer += 40;
      return 5_000_000;
    };
    expect(await clock.readClock(query, (now) => now)).toBe(5_000_000);
    expect(clock.now()).toBe(5_000_020);
    timer += 600;
    expect(clock.now()).toBe(5_000_620);
  });

  it('is unchanged if a query fails, or does not return the time', async () => {
    const clock = new DatabaseClock(() => 10);
    await clock.readClock(
      async () => 500,
      (now) => now,
    );
    await clock.readClock(
      async () => undefined,
      (now) => now,
    );
    await expect(
      clock.readClock(
        () => Promise.reject(new Error('away')),
        () => 900,
      ),
    ).rejects.toThrow('away');
    expect(clock.now()).toBe(500);
  });
});
