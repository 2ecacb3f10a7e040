import { sentenceOf, type DescribedEvent } from './sentences.js';

interface BurstEvent extends DescribedEvent {
  readonly seq: string;
  readonly at: string;
  readonly actor: string;
}

/** Events of one type and one cause, newest first; a single event is a burst of one. */
export interface Burst<T> {
  readonly first: T;
  readonly events: readonly T[];
  /** The number of different workers. */
  readonly workers: number;
}

/** Events further apart than this have not one cause. */
const WINDOW_MS = 120_000;
/** Fewer events are listed one by one. */
const FEWEST = 3;

/**
 * Joins events of different workers that are of one type, by one actor and with one reason, and that follow each other
 * closely. Figures in reasons may differ. @param events newest first
 */
export function bursts<T extends BurstEvent>(events: readonly T[]): Burst<T>[] {
  const groups: T[][] = [];
  const open = new Map<string, T[]>();
  for (const event of events) {
    const key = causeOf(event);
    const group = event.workerId === null ? undefined : open.get(key);
    const isClose =
      group !== undefined && Math.abs(Date.parse(group.at(-1)!.at) - Date.parse(event.at)) <= WINDOW_MS;
    if (isClose) group.push(event);
    else {
      const begun = [event];
      groups.push(begun);
      open.set(key, begun);
    }
  }
  return groups
    .flatMap((group) => (workersIn(group) < FEWEST ? group.map((event) => [event]) : [group]))
    .map((group) => ({ first: group[0]!, events: group, workers: workersIn(group) }))
    .sort((left, right) => Number(right.first.seq) - Number(left.first.seq));
}

const causeOf = (event: BurstEvent): string =>
  [event.type, event.actor, sentenceOf(event).replaceAll(/\d+(\.\d+)?/g, '#')].join('\n');

const workersIn = (events: readonly BurstEvent[]): number =>
  new Set(events.map(({ workerId }) => workerId)).size;
