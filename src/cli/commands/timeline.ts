import type { Command } from 'commander';
import type { IntervalDto, TimelineDto } from '../../journal/timeline/dto/timeline.dto.js';
import { past, whole } from '../arguments.js';
import { pathOf } from '../client.js';
import type { Output, Paint } from '../output.js';
import { asksServer, sessionOf } from '../session.js';
import { Styled, styled, type Text } from '../styled.js';

interface Options {
  from?: string;
  until?: string;
  hours: number;
}

const HOUR_MS = 3_600_000;
/** Columns of the strip, and of the names beside it. */
const STRIP = 60;
const NAME = 12;

const TRACKS = ['presence', 'health', 'order', 'incarnation'] as const;
type TrackName = (typeof TRACKS)[number];

/** One letter stands for a value; of incarnations it is the last digit. */
const LETTERS: Readonly<Record<string, readonly [letter: string, colour: keyof Paint]>> = {
  PRESENT: ['P', 'green'],
  EXPECTED: ['E', 'yellow'],
  LOST: ['L', 'red'],
  LEFT: ['-', 'dim'],
  HEALTHY: ['H', 'green'],
  UNHEALTHY: ['U', 'yellow'],
  FAILED: ['F', 'red'],
  DRAINING: ['D', 'yellow'],
  MAINTENANCE: ['M', 'yellow'],
};

/** The command that draws what a worker was over time. */
export function addTimeline(program: Command): void {
  asksServer(program.command('timeline').summary('show what a worker was over time'))
    .description(
      'Draws presence, health, orders and incarnations of a worker over time, and lists the changes.',
    )
    .argument('<worker>', 'workerId or id')
    .option('--hours <n>', 'length of the time up to now', whole(1, 8784), 24)
    .option('--from <time>', 'begin, or 2h, 7d ago, instead of --hours', past)
    .option('--until <time>', 'end, or 2h, 7d ago; by default now', past)
    .addHelpText('after', '\nExample:\n  worker-registration timeline worker-001 --hours 168')
    .action(run);
}

async function run(worker: string, options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const { hours, until } = options;
  const end = until === undefined ? Date.now() : Date.parse(until);
  // The server says what is wrong with a time that cannot be read.
  const from =
    options.from ?? (Number.isNaN(end) ? undefined : new Date(end - hours * HOUR_MS).toISOString());
  const answer = await client.get<TimelineDto>(pathOf(worker, 'timeline'), { from, until });
  if (out.json) return out.writeDocument(answer);
  draw(out, answer);
  list(out, answer);
}

function draw(out: Output, answer: TimelineDto): void {
  const { from, until, complete } = answer;
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  out.writeLine(out.paint.dim(`${''.padEnd(NAME)}${from.padEnd(STRIP - until.length)}${until}`));
  for (const track of TRACKS) {
    const cells = Array.from({ length: STRIP }, (_, index) => {
      const [left, right] = [index, index + 1].map((edge) => begin + ((end - begin) * edge) / STRIP) as [
        number,
        number,
      ];
      const within = answer[track].filter(
        (each) => Date.parse(each.from) < right && (each.until === null || Date.parse(each.until) > left),
      );
      return cellOf(out.paint, track, worst(within));
    });
    out.writeLine(
      cells.reduce<Styled>((line, cell) => styled`${line}${cell}`, styled`${track.padEnd(NAME)}`),
    );
  }
  out.writeLine(
    out.paint.dim(
      `${''.padEnd(NAME)}P present  E expected  L lost  - left  H healthy  U unhealthy  F failed  D draining  M maintenance  . none, or unknown`,
    ),
  );
  if (!complete) out.writeNote(`Only the latest changes, since ${from}: use a shorter time.`);
}

const SEVERITY: readonly (keyof Paint)[] = ['red', 'yellow', 'green', 'dim'];

/** Returns what a cell shows of several intervals: the worst, and of equals the last. */
function worst(intervals: readonly IntervalDto[]): IntervalDto | undefined {
  const severity = ({ value }: IntervalDto): number => {
    const [, colour] = LETTERS[value ?? ''] ?? [];
    return colour === undefined ? SEVERITY.length : SEVERITY.indexOf(colour);
  };
  return intervals.toReversed().toSorted((a, b) => severity(a) - severity(b))[0];
}

function cellOf(paint: Paint, track: TrackName, interval: IntervalDto | undefined): Text {
  if (interval === undefined || interval.value === null) return '.';
  const [letter, colour] = LETTERS[interval.value] ?? [];
  if (colour !== undefined) return paint[colour](letter!);
  return track === 'incarnation' ? interval.value.slice(-1) : '?';
}

function list(out: Output, answer: TimelineDto): void {
  const changes = TRACKS.flatMap((track) => answer[track].map((each) => ({ track, ...each })))
    .filter(({ from }) => from > answer.from)
    .toSorted((a, b) => a.from.localeCompare(b.from));
  if (changes.length === 0) return out.writeNote('No change in this time.');
  out.writeTable(
    ['WHEN', 'WHAT', 'IS', 'WHO', 'WHY'],
    changes.map(({ from, track, value, actor, reason }) => [
      from,
      track,
      value === null ? null : out.colourState(value),
      actor,
      reason,
    ]),
  );
}
