import type { Moment } from './moment.js';
import { Standing } from './standing.js';

describe('A registered worker', () => {
  const BEGIN: Moment = { monotonic: 5000, uptime: 70_000, wall: 1_700_000_000_000 };
  const standingAt = (passed: Partial<Moment>) => {
    const now = Object.fromEntries(
      Object.entries(BEGIN).map(([clock, ms]) => [clock, ms + (passed[clock as keyof Moment] ?? 0)]),
    ) as unknown as Moment;
    const standing = new Standing(() => now);
    standing.registering = false;
    standing.lease = { sentAt: BEGIN, usableMs: 8000 };
    return standing;
  };

  it('accepts work while its lease is valid by every clock', () => {
    expect(standingAt({ monotonic: 7999, uptime: 7999, wall: 7999 }).acceptsWork).toBe(true);
  });

  it.each([
    ['the lease has expired', { monotonic: 8000 }],
    ['the machine was suspended, and no timer has fired since', { monotonic: 10, uptime: 3_600_000 }],
    ['the virtual machine was paused', { monotonic: 10, uptime: 10, wall: 3_600_000 }],
  ])('accepts none when %s', (_why, passed) => {
    expect(standingAt(passed).acceptsWork).toBe(false);
  });

  it('accepts work after the time of day was set back', () => {
    expect(standingAt({ monotonic: 10, uptime: 10, wall: -3_600_000 }).acceptsWork).toBe(true);
  });
});
