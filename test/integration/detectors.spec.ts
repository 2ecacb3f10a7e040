import {
  detectors,
  fixed,
  ladders,
  lateness,
  live,
  measure,
  never,
  OURS,
} from '../../bench/detectors/simulation.mjs';

const SMALL = { workers: 100, days: 0.5, deaths: 5 };
const DAY = 86_400;

describe('The simulation of failure detectors', () => {
  it('repeats a run exactly by its seed', () => {
    const run = (seed: number) => detectors({ ...SMALL, seeds: [seed] });

    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
  });

  it('finds every dead worker by every rule', () => {
    const results = [...detectors({ ...SMALL, seeds: [1] }), ...ladders({ ...SMALL, seeds: [1] })];

    expect(results.filter(({ longest }) => !Number.isFinite(longest))).toEqual([]);
    expect(results.length).toBeGreaterThan(15);
  });

  it('finds no mistake and no death by a rule that never suspects', () => {
    const [result] = measure([never], OURS, { ...SMALL, seeds: [1] });

    expect(result).toMatchObject({ mistakes: 0, mean: Infinity });
  });

  it('finds a death within a fixed timeout, counted from the death', () => {
    const [result] = measure([fixed(40)], OURS, { ...SMALL, seeds: [1] });

    expect(result!.longest).toBeLessThanOrEqual(40);
    expect(result!.kinds['steady']!.mean).toBeGreaterThan(40 - 30);
  });

  it('counts the same mistakes with and without quiet workers', () => {
    const timeout = fixed(60);
    const [all] = measure([timeout], OURS, { seeds: [1, 2, 3], deaths: 0 });
    const [skipping] = live([timeout], OURS, { hours: 200_000 }).rules;

    expect(skipping!.mistakesAYear / all!.mistakesAYear).toBeGreaterThan(0.8);
    expect(skipping!.mistakesAYear / all!.mistakesAYear).toBeLessThan(1.25);
  });
});

describe('The rule of lateness', () => {
  const watched = () => lateness().watch(() => 0);

  it('suspects a punctual worker ten seconds after its heartbeat was due', () => {
    const detector = watched();
    detector.deadline(0, 30);

    expect(detector.deadline(30, 33)).toBe(30 + 33 + 10);
  });

  it('allows twice the worst lateness, which halves each day', () => {
    const detector = watched();
    detector.deadline(0, 30);

    expect(detector.deadline(50, 30)).toBe(50 + 30 + 40);
    expect(detector.deadline(50 + DAY, DAY)).toBeCloseTo(50 + DAY + DAY + 2 * (DAY - 30), 3);
  });

  it('forgets a lateness', () => {
    const detector = watched();
    detector.deadline(0, 30);
    detector.deadline(50, DAY);

    expect(detector.deadline(50 + DAY, 30)).toBeCloseTo(50 + DAY + 30 + 20, 6);
  });
});
