import { backoffMs, jittered, paceOf } from './backoff.js';

const settings = { intervalMs: 30_000, maxBackoffMs: 300_000 };

describe('The pause between two probes', () => {
  it('is the interval at first, then doubles up to the longest pause, and stays there', () => {
    const pauses = Array.from({ length: 11 }, (_, index) => backoffMs(index + 1, settings) / 1000);
    expect(pauses).toEqual([30, 30, 30, 30, 30, 60, 120, 240, 300, 300, 300]);
  });

  it('is finite after any number of failures', () => {
    expect(backoffMs(1_000_000, settings)).toBe(300_000);
  });

  it('is the interval if that is longer than the longest pause', () => {
    expect(backoffMs(20, { intervalMs: 600_000, maxBackoffMs: 300_000 })).toBe(600_000);
  });

  it('is never longer through the jitter, and never much shorter', () => {
    expect([jittered(1000, 0), jittered(1000, 1)]).toEqual([750, 900]);
  });
});

describe("A worker's own policy", () => {
  it.each([
    [null, settings],
    [{}, settings],
    [{ enabled: true }, settings],
    [{ intervalSeconds: 2 }, { intervalMs: 2000, maxBackoffMs: 300_000 }],
    [
      { intervalSeconds: 2, maxBackoffSeconds: 8 },
      { intervalMs: 2000, maxBackoffMs: 8000 },
    ],
  ])('%j results in the pace %j', (policy, pace) => {
    expect(paceOf(policy, settings)).toEqual(pace);
  });
});
