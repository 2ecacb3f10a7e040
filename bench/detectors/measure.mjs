// Measures rules over the same fleets: how long a death stays unnoticed, and how often a live worker is suspected.
import { Beats } from './beats.mjs';
import { DAY, KINDS, YEAR, fleetOf } from './fleet.mjs';
import { randomOf } from './random.mjs';

/** What is known of a rule over one kind of workers, or over all. */
class Tally {
  seconds = 0;
  mistakes = 0;
  found = [];

  summary() {
    const found = Float64Array.from(this.found).sort();
    const at = (share) => found[Math.min(found.length - 1, Math.floor(found.length * share))];
    return {
      mean: found.reduce((sum, each) => sum + each, 0) / found.length,
      p50: at(0.5),
      p99: at(0.99),
      longest: found.at(-1),
      mistakesAYear: (this.mistakes / this.seconds) * YEAR,
      mistakes: this.mistakes,
    };
  }
}

/** A rule that watches one worker. */
class Watch {
  until = Infinity;

  constructor(rule, worker, tallies) {
    this.detector = rule.watch(randomOf(worker.seed, worker.index, rule.name));
    this.tallies = tallies;
  }
}

/** Random moments of the second half of the time: rules that learn have learnt by then. */
function momentsOf({ seed, index }, deaths, seconds) {
  const random = randomOf(seed, index, 'deaths');
  return Array.from({ length: deaths }, () => seconds * (0.5 + random() / 2)).sort((a, b) => a - b);
}

/**
 * Follows one worker. Each death is a question, not an end: if it had died then, when would each rule have noticed?
 * A worker that is suspected by mistake at that moment is noticed at once.
 */
function follow(worker, pace, watches, { deaths, seconds }) {
  const beats = new Beats(worker, pace);
  const moments = momentsOf(worker, deaths, seconds);
  let asked = 0;
  let count = 0;
  while (true) {
    beats.next();
    const { at, told } = beats;
    for (; asked < moments.length && moments[asked] < at; asked += 1)
      for (const { until, tallies } of watches)
        for (const tally of tallies) tally.found.push(Math.max(0, until - moments[asked]));
    if (at > seconds) return count;
    count += 1;
    for (const watch of watches) {
      if (at > watch.until) for (const tally of watch.tallies) tally.mistakes += 1;
      watch.until = watch.detector.deadline(at, told);
    }
  }
}

/**
 * Measures rules that share a pace of heartbeats.
 * @param seeds one fleet for each
 * @param deaths questions for each worker
 * @returns for each rule a summary of all workers, one for each kind, and the mistakes a worker-year of each seed
 */
export function measure(rules, pace, { workers = 300, days = 2, seeds = [1, 2], deaths = 20 } = {}) {
  const seconds = days * DAY;
  const results = rules.map(() => new Map());
  const tally = (index, name) => {
    if (!results[index].has(name)) results[index].set(name, new Tally());
    return results[index].get(name);
  };
  let beats = 0;
  for (const seed of seeds)
    for (const worker of fleetOf({ workers, seed })) {
      const watches = rules.map((rule, index) => {
        const tallies = ['all', worker.kind.name, `seed ${seed}`].map((name) => tally(index, name));
        for (const each of tallies) each.seconds += seconds;
        return new Watch(rule, worker, tallies);
      });
      beats += follow(worker, pace, watches, { deaths, seconds });
    }
  const minutes = (seeds.length * workers * seconds) / 60;
  return rules.map(({ name }, index) => ({
    name,
    pace: pace.name,
    beatsAMinute: beats / minutes,
    ...tally(index, 'all').summary(),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind.name, tally(index, kind.name).summary()])),
    seeds: seeds.map((seed) => tally(index, `seed ${seed}`).summary()),
  }));
}
