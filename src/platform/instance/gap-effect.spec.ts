import { fc, runs } from '../../../test/support/chances.js';
import { effectOf, mergeGaps, silenceMs, type CountedGaps, type GapRules } from './gap-effect.js';

const RULES: GapRules = { retryMs: 40, intervalMs: 30 };
const NONE: CountedGaps = { own: [], others: [] };
const OUTAGE = { from: 500, until: 600 };

describe('The silence of a worker', () => {
  it.each([
    ['is the time since its last heartbeat', NONE, 400, 600],
    ['excludes a gap and one retry time', { ...NONE, own: [OUTAGE] }, 400, 460],
    ['counts overlapping gaps only once', { ...NONE, own: [OUTAGE, { from: 550, until: 620 }] }, 400, 440],
    ['does not exclude time in the future', { ...NONE, own: [{ from: 980, until: 5000 }] }, 400, 580],
    [
      'excludes a gap of another instance if the silence began after the last sign of that instance',
      { ...NONE, others: [[OUTAGE]] },
      480,
      380,
    ],
    ['does not exclude it if the silence began before', { ...NONE, others: [[OUTAGE]] }, 400, 600],
  ])('%s', (_what, gaps, since, silence) => {
    expect(silenceMs(gaps, since, 1000, RULES)).toBe(silence);
  });

  const gap = fc.record({ from: fc.integer({ min: 0, max: 1200 }), ms: fc.integer({ min: 0, max: 200 }) });
  const stretches = fc.array(
    gap.map(({ from, ms }) => ({ from, until: from + ms })),
    { maxLength: 8 },
  );

  it('is compared with a lease of any length by one time, except during a gap', () => {
    const some = fc.record({ own: stretches, others: fc.array(stretches, { maxLength: 3 }) });
    const times = { now: 1000, horizon: -5000 };
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 1000 }),
        (gaps, lengthMs, since) => {
          const isOpen = mergeGaps([...gaps.own, ...gaps.others.flat()], RULES.retryMs, times.now).some(
            ({ until }) => until === times.now,
          );
          const silence = silenceMs(gaps, since, times.now, RULES);
          fc.pre(!isOpen && Math.abs(silence - lengthMs) > 1);
          const { aliveSince } = effectOf(gaps, lengthMs, times, RULES)!;
          expect(since >= aliveSince).toBe(silence <= lengthMs);
        },
      ),
      runs(2000),
    );
  });

  it('is unknown if gaps before the horizon may matter', () => {
    const gaps = { own: [{ from: 100, until: 900 }], others: [] };
    expect(effectOf(gaps, 100, { now: 1000, horizon: 80 }, RULES)).toBeUndefined();
    expect(effectOf(gaps, 100, { now: 1000, horizon: 0 }, RULES)).toMatchObject({ heardSince: 900 });
  });
});
