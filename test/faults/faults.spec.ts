import { appendFile } from 'node:fs/promises';
import { earlierBuild } from './parts/earlier-build.js';
import { lacking } from './parts/world.js';
import { type Outcome, runSchedule } from './run-schedule.js';
import { SCHEDULES, SHORT, type Schedule } from './schedules.js';

// test/faults/run.mjs sets these; by default the short schedule runs, with the same seed each time.
const { FAULTS_SCHEDULES, FAULTS_SEED = '1', FAULTS_RESULTS, FAULTS_ONLY, FAULTS_BUILD } = process.env;
const seed = Number(FAULTS_SEED);
const wanted = FAULTS_SCHEDULES?.split(',') ?? [SHORT.name];
const schedules = [SHORT, ...SCHEDULES].filter(({ name }) => wanted.includes(name));

describe('The service keeps its promises under faults', () => {
  it.each(schedules.map((schedule) => [schedule.name, schedule] as const))(
    `in the schedule %s (seed ${seed})`,
    async (name, schedule) => {
      const [able, reason] = await made(schedule);
      if (able === undefined) {
        process.stderr.write(`The schedule ${name} was left out: ${reason}\n`);
        await note([{ schedule: name, seed, leftOut: reason }]);
        return;
      }
      const since = performance.now();
      const outcomes: Outcome[] = [];
      let brokeOff: string | undefined;
      try {
        // A deliberately broken build only has to show its breakage.
        const broken = FAULTS_BUILD !== undefined;
        const how = { longest: broken, ...(FAULTS_ONLY === undefined ? {} : { only: FAULTS_ONLY }) };
        for await (const outcome of runSchedule(able, seed, how)) {
          outcomes.push(outcome);
          if (broken && outcome.breaches.length > 0) break;
        }
      } catch (error) {
        brokeOff = String(error);
        throw error;
      } finally {
        const seconds = Math.round((performance.now() - since) / 1000);
        await note([...outcomes, { seconds, brokeOff }].map((line) => ({ schedule: name, seed, ...line })));
      }
      const breaches = outcomes.flatMap(({ fault, breaches }) =>
        breaches.map(({ promise, what }) => `${fault}: ${promise}: ${what}`),
      );
      expect(breaches).toEqual([]);
    },
    900_000,
  );
});

/** Written all at once: of an interrupted schedule nothing is recorded, and it can be run again. */
async function note(lines: readonly object[]): Promise<void> {
  if (FAULTS_RESULTS === undefined) return;
  await appendFile(FAULTS_RESULTS, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Returns the schedule as it can be run on this machine, or why it cannot. */
async function made(schedule: Schedule): Promise<[Schedule] | [undefined, string]> {
  const reason = await lacking(schedule.world);
  if (reason !== undefined) return [undefined, reason];
  const build = FAULTS_BUILD === undefined ? {} : { build: FAULTS_BUILD };
  if (schedule.world.earlierBuild === undefined)
    return [{ ...schedule, world: { ...schedule.world, ...build } }];
  const earlier = await earlierBuild();
  if ('lacking' in earlier) return [undefined, earlier.lacking];
  return [{ ...schedule, world: { ...schedule.world, ...build, earlierBuild: earlier.main } }];
}
