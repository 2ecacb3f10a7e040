import { fc } from '../../test/support/chances.js';
import { secondsOf, shortestStep, stepsWithin, writtenStep } from './steps.js';

const moments = fc.date({
  min: new Date('0001-01-01'),
  max: new Date('9999-12-31'),
  noInvalidDate: true,
});

describe('The steps of a time range', () => {
  it('are at most as many as wanted, with the shortest round step, which the query accepts', () => {
    fc.assert(
      fc.property(moments, moments, fc.constantFrom(500, 2000), (one, other, most) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const step = shortestStep(from, to, most);
        expect(stepsWithin(from, to, step)).toBeLessThanOrEqual(most);
        expect(secondsOf(writtenStep(step))).toBe(step);
      }),
    );
  });

  it.each([
    ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z', 500, '5m'],
    ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z', 2000, '1m'],
    ['2026-01-31T00:00:00Z', '2026-01-31T00:00:01Z', 500, '1s'],
    ['2026-01-01T00:00:00Z', '2026-03-02T00:00:00Z', 500, '3h'],
    ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 500, '5d'],
  ])('from %s to %s in %i points are %s long', (from, to, most, step) => {
    expect(writtenStep(shortestStep(new Date(from), new Date(to), most))).toBe(step);
  });

  it('include those that are cut off at either end', () => {
    const steps = (from: string, to: string) =>
      stepsWithin(new Date(`2026-01-31T${from}Z`), new Date(`2026-01-31T${to}Z`), 60);
    expect(steps('12:00:00', '12:02:00')).toBe(2);
    expect(steps('12:00:30', '12:02:30')).toBe(3);
  });
});
