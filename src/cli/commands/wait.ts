import { Option, type Command } from 'commander';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { counted } from '../../platform/text/counted.js';
import { pathOf } from '../client.js';
import { duration } from '../arguments.js';
import { EXIT, Failure } from '../failure.js';
import { choose, selects, type SelectionOptions } from '../selection/selection.js';
import { asksServer, sessionOf, type Session } from '../session.js';
import { GOALS, type Goal, type Seen } from '../wait/goals.js';
import { Progress } from '../wait/progress.js';

interface Options extends SelectionOptions {
  readonly for: Goal;
  /** Seconds. */
  readonly timeout: number;
}

const LOOK_EVERY_MS = 1000;
/** Requests under way at a time. */
const AT_ONCE = 8;

export function addWait(program: Command): void {
  const command = asksServer(
    program.command('wait').summary('wait until workers are drained, healthy or gone'),
  )
    .description(
      'Waits until all named workers are drained (ordered, and without jobs as of a heartbeat since), healthy, or gone (lost, left or deleted). Exits with 1 if they are not within the timeout.',
    )
    .addOption(
      new Option('--for <state>', 'what to wait for').choices(Object.keys(GOALS)).makeOptionMandatory(),
    )
    .option('--timeout <duration>', 'how long: 30s, 10m, 2h', duration, 600);
  selects(command)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration wait --for drained --host node-7 --timeout 30m && reboot node-7
  worker-registration wait --for healthy worker-001 worker-002`,
    )
    .action(run);
}

async function run(given: string[], options: Options, command: Command): Promise<void> {
  const session = sessionOf(command);
  const { out } = session;
  const { names } = await choose(session, given, options);
  const { isReached, isHopeless } = GOALS[options.for];
  const endsAt = Date.now() + options.timeout * 1000;
  const progress = new Progress(out);
  let waiting = [...names];
  for (;;) {
    const workers = await look(session, waiting);
    const hopeless = workers.map(isHopeless).find((why) => why !== undefined);
    waiting = workers.filter((worker) => !isReached(worker)).map(({ name }) => name);
    if (waiting.length === 0) break;
    const left = workers.filter(({ name }) => waiting.includes(name));
    const state = `${names.length - waiting.length} of ${names.length} ${options.for}; ${leftOf(left, options.for)}`;
    if (hopeless !== undefined) throw new Failure(hopeless.message, hopeless.remedy, EXIT.failed);
    if (Date.now() >= endsAt) {
      progress.clearLine();
      throw new Failure(`Timed out: ${state}`, 'Wait longer with --timeout.', EXIT.failed);
    }
    progress.showState(state);
    await pause(LOOK_EVERY_MS);
  }
  progress.clearLine();
  if (out.json) out.writeDocument({ for: options.for, workers: names });
  else
    out.writeLine(`${counted(names.length, 'worker')} ${names.length === 1 ? 'is' : 'are'} ${options.for}`);
}

async function look({ client }: Session, names: readonly string[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE)
    seen.push(
      ...(await Promise.all(
        names.slice(from, from + AT_ONCE).map(async (name) => {
          const worker = await client.get<WorkerDto>(pathOf(name)).catch((error: unknown) => {
            if (error instanceof Failure && error.answer?.status === 404) return undefined;
            throw error;
          });
          return { name, worker };
        }),
      )),
    );
  return seen;
}

/** Says what is left to wait for, with the busiest worker. */
function leftOf(seen: readonly Seen[], goal: Goal): string {
  const jobsOf = ({ worker }: Seen): number =>
    Math.max(worker?.currentJobCount ?? 0, worker?.assignedJobCount ?? 0);
  const jobs = seen.reduce((sum, each) => sum + jobsOf(each), 0);
  const busiest = seen.toSorted((a, b) => jobsOf(b) - jobsOf(a))[0]!;
  const where =
    seen.length === 1 ? seen[0]!.name : `${counted(seen.length, 'worker')}, ${busiest.name} among them`;
  if (jobs > 0) return `waiting for ${where}: ${counted(jobs, 'job')} left`;
  return `waiting for ${where}${goal === 'drained' ? ': no heartbeat since the order' : ''}`;
}
