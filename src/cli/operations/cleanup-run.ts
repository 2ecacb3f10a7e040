import type { EventDto, EventPageDto } from '../../journal/dto/event.dto.js';
import { counted } from '../../platform/text/counted.js';
import { millisecondsOf } from '../arguments.js';
import type { Client } from '../client.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import { pages } from '../pages.js';
import { local } from '../times.js';

/** As a cleanup is named by its answer and by the journal. */
const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const DATED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How long after its begin a cleanup may still clean up workers. */
const LONGEST_MS = 15 * MINUTE_MS;
/** Maximum number of events to search. */
const MAX_EVENTS = 100_000;

/** A cleanup, and how many workers it took. */
interface Run {
  readonly run: string;
  readonly workers: number;
}

/** When a cleanup began, as precisely as it was asked for. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Finds the cleanup that began at a time: `22:42` of the last 24 hours, `2026-01-31T22:42` with or without seconds, or
 * `last`.
 * @returns its exact begin, which names it
 * @throws Failure if there is none, or several
 */
export async function findCleanup(client: Client, asked: string): Promise<string> {
  if (EXACT.test(asked) && !Number.isNaN(millisecondsOf(asked))) return asked;
  if (asked === 'last') return findLast(client);
  const { from, until } = spanOf(asked, Date.now());
  const runs = await readRuns(client, { from, until: until + LONGEST_MS });
  const found = runs.filter(({ run }) => Date.parse(run) >= from && Date.parse(run) < until);
  if (found.length === 1) return found[0]!.run;
  if (found.length === 0)
    throw new Failure(
      `No cleanup at ${asked} took a worker`,
      'Use `last`, or see `events --type cleaned-up`.',
      EXIT.failed,
    );
  const all = found.map(({ run, workers }) => `${run} (${counted(workers, 'worker')})`).join(', ');
  throw wrongUsage(`${found.length} cleanups began at ${asked}`, `Use one of ${all}.`);
}

/** Describes a cleanup for people, in their time. */
export const cleanupNamed = (run: string): string => `the cleanup of ${local(run)}`;

async function findLast(client: Client): Promise<string> {
  const { events } = await client.get<EventPageDto>('/events', { type: 'cleaned-up', limit: '1' });
  const [run] = runsIn(events);
  if (run === undefined) throw new Failure('No cleanup has taken a worker', '', EXIT.failed);
  return run.run;
}

async function readRuns(client: Client, { from, until }: Span): Promise<Run[]> {
  const query = {
    type: 'cleaned-up',
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
  };
  const events: EventDto[] = [];
  const read = pages(client, '/events', query, MAX_EVENTS, (page: EventPageDto) => page.events);
  for await (const { items } of read) events.push(...items);
  return runsIn(events);
}

function runsIn(events: readonly EventDto[]): Run[] {
  const workers = new Map<string, number>();
  for (const { detail } of events) {
    const run = (detail as { run?: unknown }).run;
    if (typeof run !== 'string') continue;
    const began = new Date(run).toISOString();
    workers.set(began, (workers.get(began) ?? 0) + 1);
  }
  return [...workers].map(([run, count]) => ({ run, workers: count }));
}

/** @throws Failure (usage) for what is no time */
function spanOf(asked: string, now: number): Span {
  const clock = CLOCK.exec(asked);
  if (clock === null && (!DATED.test(asked) || Number.isNaN(millisecondsOf(asked))))
    throw wrongUsage(
      `${JSON.stringify(asked)} is no time of a cleanup`,
      'For example, use 22:42, 2026-01-31T22:42:57Z or last.',
    );
  const hasSeconds = /\d\d:\d\d:\d\d/.test(asked);
  const from =
    clock === null
      ? millisecondsOf(asked)
      : lastAt(
          clock.slice(1).map((part) => Number(part || 0)),
          now,
        );
  return { from, until: from + (hasSeconds ? 1000 : MINUTE_MS) };
}

/** Returns the last moment at which the reader's clock showed that time. */
function lastAt([hours = 0, minutes = 0, seconds = 0]: readonly number[], now: number): number {
  const at = new Date(now).setHours(hours, minutes, seconds, 0);
  return at <= now ? at : at - DAY_MS;
}
