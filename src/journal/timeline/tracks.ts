import type { EventRow } from '../store/journal.store.js';
import type { EventType } from '../event-groups.js';

/** What a timeline shows, each over time. */
export const TRACKS = ['presence', 'health', 'order', 'incarnation'] as const;
export type TrackName = (typeof TRACKS)[number];

/** A value from one moment on. */
export interface Change {
  readonly track: TrackName;
  /** Null: no order; or the record was deleted. */
  readonly value: string | null;
  readonly reason: string | null;
}

type Detail = Readonly<Record<string, unknown>>;
type Reading = (detail: Detail) => readonly Change[];

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const change = (track: TrackName, value: string | null, reason: unknown = null): Change => ({
  track,
  value,
  reason: textOf(reason),
});

/** A registration that only announces a worker leaves it EXPECTED. */
const arrival = ({ expectOnline, incarnation }: Detail): Change[] => [
  change('presence', expectOnline === false ? 'EXPECTED' : 'PRESENT'),
  ...(typeof incarnation === 'number' ? [change('incarnation', incarnation.toString())] : []),
];
const beginning: Reading = (detail) => [
  ...arrival(detail),
  change('health', 'HEALTHY'),
  change('order', null),
];
const end: Reading = ({ isReplaced }) => [
  change(
    'presence',
    null,
    isReplaced === true ? 'A forced registration replaced the record' : 'The record was deleted',
  ),
  change('health', null),
];

/** What each event changes; the others change nothing that a timeline shows. */
const READINGS: Readonly<Partial<Record<EventType, Reading>>> = {
  registered: beginning,
  replaced: beginning,
  're-registered': (detail) => [
    ...arrival(detail),
    ...(detail['orderEnded'] === undefined ? [] : [change('order', null)]),
  ],
  'came-back': () => [change('presence', 'PRESENT')],
  reached: () => [change('presence', 'PRESENT')],
  deregistered: ({ reason }) => [change('presence', 'LEFT', reason)],
  'cleaned-up': ({ error }) => [change('presence', 'LOST', error)],
  restored: ({ reason }) => [change('presence', 'EXPECTED', reason)],
  deleted: end,
  purged: end,
  unhealthy: ({ error }) => [change('health', 'UNHEALTHY', error)],
  failed: ({ error }) => [change('health', 'FAILED', error)],
  recovered: () => [change('health', 'HEALTHY')],
  draining: ({ reason }) => [change('order', 'DRAINING', reason)],
  'order-given': ({ kind, reason }) => [change('order', textOf(kind), reason)],
  'order-lifted': ({ now, reason }) => [change('order', textOf(now), reason)],
};

/** The types of events that change a track. */
export const typesOfTrack = (track: TrackName): readonly EventType[] =>
  (Object.entries(READINGS) as [EventType, Reading][])
    .filter(([, read]) => read({ incarnation: 1, orderEnded: '' }).some((each) => each.track === track))
    .map(([type]) => type);

export const TIMELINE_TYPES = Object.keys(READINGS) as readonly EventType[];

/** A span of time in which a value was the same. */
export interface Interval {
  readonly from: Date;
  /** Null for the one that lasts. */
  readonly until: Date | null;
  /** Null: none. */
  readonly value: string | null;
  readonly reason: string | null;
  /** Who or what caused it. */
  readonly actor: string | null;
}

type Line = Pick<EventRow, 'at' | 'type' | 'actor' | 'detail'>;

/**
 * Returns the intervals of each track between two moments, from events in their order; those before `from` say what was
 * so at its beginning. Before the first event of a track nothing is known, and there is no interval.
 */
export function tracksOf(
  lines: readonly Line[],
  from: Date,
  until: Date | null,
): Record<TrackName, Interval[]> {
  const tracks: Record<TrackName, Interval[]> = { presence: [], health: [], order: [], incarnation: [] };
  for (const { at, type, actor, detail } of lines)
    for (const { track, value, reason } of READINGS[type as EventType]?.(detail) ?? []) {
      const intervals = tracks[track];
      const last = intervals.at(-1);
      // A worker that drains by order is not asked to drain once more.
      if (type === 'draining' && last !== undefined && last.value !== null) continue;
      if (last !== undefined && last.value === value && last.reason === reason) continue;
      const begin = at < from ? from : at;
      if (last !== undefined) intervals[intervals.length - 1] = { ...last, until: begin };
      intervals.push({ from: begin, until, value, reason, actor });
    }
  for (const track of TRACKS)
    tracks[track] = tracks[track].filter((each) => each.until === null || each.until > each.from);
  return tracks;
}
