// Contestants in alternating rounds, so that a slow moment of the machine meets all of them.
import { median } from './report.mjs';

/** Runs each of the works in turn. The first round is a warm-up. @returns the results of each */
export async function inTurn(works, rounds) {
  const runs = works.map(() => []);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, work] of works.entries()) {
      const run = await work();
      if (round > 0) runs[index].push(run);
    }
  return runs;
}

/** Returns the median of each figure of some runs. */
export const medians = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));
