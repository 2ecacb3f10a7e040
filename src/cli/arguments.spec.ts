import { moment } from './arguments.js';

describe('An end of an order', () => {
  it.each([
    ['2h', '2h'],
    ['1d', '1d'],
    ['2026-01-31T13:00:00+01:00', '2026-01-31T12:00:00.000Z'],
  ])('%s is sent as %s: a duration does not depend on the clock of this machine', (given, sent) => {
    expect(moment(given)).toBe(sent);
  });

  it.each(['yesterday', '-2h', '2 hours'])('%s is refused', (given) => {
    expect(() => moment(given)).toThrow(/Must be a time such as .* or a duration from now: 30m, 2h, 1d/);
  });
});
