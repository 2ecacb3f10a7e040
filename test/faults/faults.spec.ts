import { appendFile } from 'node:fs/promises';
import { earlierBuild } from './parts/earlier-build.js';
import { lacking } from './parts/world.js';
import { runSchedule } from './run-schedule.js';
import { SCHEDULES, SHORT, type Schedule } from './schedules.js';

// test/faults/run.mjs sets these; without it the short schedule runs, with the same seed each time.
const { FAULTS_SCHEDULES, FAULTS_SEED = '1', FAULTS_RESULTS } = process.env;
const seed = Number(FAULTS_SEED);
const wanted = FAULTS_SCHEDULES?.split(',') ?? [SHORT.name];
const schedules = [SHORT, ...SCHEDULES].filter(({ name }) => wanted.includes(name));

describe('Whatever goes wrong, the service keeps its promises', () => {
  it.each(schedules.map((schedule) => [schedule.name, schedule] as const))(
    `in the schedule %s (seed ${seed})`,
    async (_, schedule) => {
      const [able, reason] = await made(schedule);
      if (able === undefined) {
        process.stderr.write(`The schedule ${schedule.name} was left out: ${reason}\n`);
        return;
      }
      const outcomes = await runSchedule(able, seed);
      if (FAULTS_RESULTS !== undefined)
        for (const outcome of outcomes)
          await appendFile(
            FAULTS_RESULTS,
            `${JSON.stringify({ schedule: schedule.name, seed, ...outcome })}\n`,
          );
      const breaches = outcomes.flatMap(({ fault, breaches }) =>
        breaches.map(({ promise, what }) => `${fault}: ${promise}: ${what}`),
      );
      expect(breaches).toEqual([]);
    },
    600_000,
  );
});

/** The schedule as it can be run on this machine, or why it cannot. */
async function made(schedule: Schedule): Promise<[Schedule] | [undefined, string]> {
  const reason = await lacking(schedule.world);
  if (reason !== undefined) return [undefined, reason];
  if (schedule.world.earlierBuild === undefined) return [schedule];
  const build = await earlierBuild();
  if ('lacking' in build) return [undefined, build.lacking];
  return [{ ...schedule, world: { ...schedule.world, earlierBuild: build.main } }];
}
