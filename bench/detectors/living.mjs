// Lives long enough to judge verdicts that must never be wrong: how often is a live worker declared dead in ten million
// worker-hours?
//
// A worker is declared dead only in a silence, and a silence longer than an interval begins with a pause of its process or
// a fault of its link. So the workers that have neither (nearly nine in ten) are not simulated: the longest interval and
// the slowest local request bound their silences to about half a minute. The others are simulated one by one, heartbeat
// by heartbeat; a rule is asked only after a silence that is longer than `shortest`. Ten million worker-hours
// take less than a minute of one core.
import { Beats } from './beats.mjs';
import { HOUR, YEAR, fleetOf } from './fleet.mjs';
import { randomOf } from './random.mjs';

/** Hours of each simulated worker: more workers with shorter lives would begin more often, at no gain. */
const LIFE_HOURS = 1000;

/** Every fleet has as many workers of each kind as this: a multiple of a hundred. */
const FLEET = 100;

/** The longest silence of a worker that neither pauses nor loses requests, and that no rule here may mistake. */
const QUIET = 40;

/**
 * Counts the mistakes of rules that depend on the last heartbeat only.
 * @param hours worker-hours, of all workers together
 * @param shortest silences up to this are no mistakes by any of the rules
 */
export function live(rules, pace, { hours = 10_000_000, seed = 1, shortest = QUIET } = {}) {
  const fleets = Math.ceil(hours / LIFE_HOURS / FLEET);
  const mistakes = rules.map(() => 0);
  let [simulatedHours, longest] = [0, 0];
  for (let fleet = 0; fleet < fleets; fleet += 1)
    for (const worker of fleetOf({ workers: FLEET, seed: seed * 1_000_003 + fleet })) {
      if (worker.kind.pauses === undefined && !worker.wideArea) continue;
      simulatedHours += LIFE_HOURS;
      const detectors = rules.map((rule) => rule.watch(randomOf(worker.seed, worker.index, rule.name)));
      const beats = new Beats(worker, pace);
      beats.next();
      while (beats.at < LIFE_HOURS * HOUR) {
        const { at, told } = beats;
        beats.next();
        const silence = beats.at - at;
        if (silence > longest) longest = silence;
        if (silence <= shortest) continue;
        for (const [index, detector] of detectors.entries())
          if (beats.at > detector.deadline(at, told)) mistakes[index] += 1;
      }
    }
  const seconds = fleets * FLEET * LIFE_HOURS * HOUR;
  return {
    hours: seconds / HOUR,
    simulatedHours,
    longest,
    rules: rules.map(({ name }, index) => ({
      name,
      mistakes: mistakes[index],
      mistakesAYear: (mistakes[index] / seconds) * YEAR,
    })),
  };
}
