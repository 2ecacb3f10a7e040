import { ConnectTimeout, LONGEST_MS } from './connect-timeout.js';

describe('The timeout of new connections', () => {
  const options = { connectionTimeoutMillis: LONGEST_MS };
  const timeout = new ConnectTimeout(options);

  it('is short after a broken connection, and doubles up to the normal one', () => {
    timeout.shorten();
    const seen = [timeout.ms];
    for (let times = 0; times < 4; times += 1) {
      timeout.lengthen(timeout.ms);
      seen.push(timeout.ms);
    }
    expect(seen).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('doubles once for attempts that began together', () => {
    timeout.shorten();
    for (let times = 0; times < 4; times += 1) timeout.lengthen(500);
    expect(timeout.ms).toBe(1000);
  });

  it('is the normal one when a connection works', () => {
    timeout.shorten();
    timeout.restore();
    expect(options).toEqual({ connectionTimeoutMillis: LONGEST_MS });
  });
});
