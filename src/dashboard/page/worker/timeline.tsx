import { read } from '../api/client.js';
import type { EventPage, Interval, JournalEvent, Timeline as Answer } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { chosenOf, SpanChoice } from '../parts/one-of.js';
import { Empty, Read } from '../parts/states.js';
import { At } from '../parts/time.js';
import { query } from '../route/route.js';
import { sentenceOf, toneOf } from '../words/events.js';
import { inZone, local, span } from '../words/moments.js';
import { toneOfValue, TRACKS, wordOfValue, type Track } from './tracks.js';

const HOUR_MS = 3_600_000;
const RANGES = {
  '1h': ['1 hour', HOUR_MS],
  '24h': ['24 hours', 24 * HOUR_MS],
  '7d': ['7 days', 168 * HOUR_MS],
} as const;
const USUAL = '24h';

const POLL_MS = 30_000;
/** Marks on the strip; older ones are left out. */
const MOST_MARKS = 500;
const TICKS = 5;
/** Events that no track shows. */
const MARKED = 'registration,health,orders,operations,access,guard';

interface Known {
  timeline: Answer;
  events: JournalEvent[];
}

/** What the worker was over time, as strips with its events on them, and as a table. */
export function Timeline({ id, path }: { id: string; path: string }) {
  const range = chosenOf(RANGES, query.value.get('range'), USUAL);
  const reading = useReading<Known>(
    `timeline ${path} ${range}`,
    async (signal) => {
      const from = new Date(Date.now() - RANGES[range][1]).toISOString();
      const [timeline, { events }] = await Promise.all([
        read<Answer>(`${path}/timeline?from=${from}`, signal),
        read<EventPage>(`${path}/events?from=${from}&groups=${MARKED}&limit=${MOST_MARKS}`, signal),
      ]);
      return { timeline, events };
    },
    { concerns: (event) => event.id === id && !event.type.startsWith('job-'), pollMs: POLL_MS },
  );
  return (
    <Card
      title="Timeline"
      area="area-timeline"
      aside={
        <SpanChoice
          name="range"
          spans={RANGES}
          chosen={range}
          usual={USUAL}
          label="Time range of the timeline"
        />
      }
    >
      <Read reading={reading} lines={5}>
        {({ timeline, events }) =>
          TRACKS.every(({ name }) => timeline[name].length === 0) ? (
            <Empty title="Nothing recorded in this time" />
          ) : (
            <>
              <Strips timeline={timeline} events={events} length={RANGES[range][1]} />
              <details>
                <summary>As a table</summary>
                <Table timeline={timeline} />
              </details>
            </>
          )
        }
      </Read>
    </Card>
  );
}

interface StripsProps extends Known {
  /** Milliseconds from the left to the right end. */
  length: number;
}

function Strips({ timeline, events, length }: StripsProps) {
  const end = Date.parse(timeline.until);
  const start = end - length;
  const place = (at: number): number => Math.min(100, Math.max(0, ((at - start) / length) * 100));
  const ticks = Array.from({ length: TICKS }, (_, index) => start + (length * index) / (TICKS - 1));
  return (
    <div class="strips">
      {TRACKS.map(({ name, word }) => (
        <div key={name} class="strip-row">
          <span class="strip-word" aria-hidden="true">
            {word}
          </span>
          <div class="strip" role="img" aria-label={spoken(name, word, timeline[name])}>
            {timeline[name].map((interval) => {
              // What began just now is visible too.
              const left = Math.min(99.6, place(Date.parse(interval.from)));
              const right = place(interval.until === null ? end : Date.parse(interval.until));
              const tone = toneOfValue(name, interval.value);
              return (
                <span
                  key={interval.from}
                  class={`strip-part ${tone === undefined ? 'strip-none' : `fill-${tone}`}`}
                  style={{ left: `${left}%`, width: `${Math.max(0.3, right - left)}%` }}
                  title={titleOf(name, interval)}
                >
                  {name === 'incarnation' && right - left > 4 && (
                    <span class="strip-text">{interval.value}</span>
                  )}
                </span>
              );
            })}
          </div>
        </div>
      ))}
      <div class="strip-row">
        <span class="strip-word" aria-hidden="true">
          Events
        </span>
        <div class="strip strip-marks" role="img" aria-label={`${events.length} events, listed below`}>
          {events.map((event) => (
            <span
              key={event.seq}
              class={`strip-mark fill-${toneOf(event)}`}
              style={{ left: `${place(Date.parse(event.at))}%` }}
              title={`${local(new Date(event.at))}: ${sentenceOf(event)}, by ${event.actor}`}
            />
          ))}
        </div>
      </div>
      <div class="strip-row" aria-hidden="true">
        <span class="strip-word" />
        <div class="strip-ticks muted">
          {ticks.map((tick, index) => (
            <span key={index}>{index === TICKS - 1 ? 'now' : tickText(new Date(tick), length)}</span>
          ))}
        </div>
      </div>
      {!timeline.complete && (
        <p class="note">
          There are too many changes: the strips begin at <At at={timeline.from} />.
        </p>
      )}
    </div>
  );
}

const tickText = (at: Date, length: number): string =>
  inZone(
    at,
    length > 48 * HOUR_MS
      ? { weekday: 'short', day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit' },
  );

const lengthOf = ({ from, until }: Interval): string =>
  span((until === null ? Date.now() : Date.parse(until)) - Date.parse(from));

function titleOf(track: Track, interval: Interval): string {
  const { reason, actor, from } = interval;
  return [
    `${wordOfValue(track, interval.value)} for ${lengthOf(interval)}, from ${local(new Date(from))}`,
    reason,
    actor !== null && actor !== 'service' && actor !== 'worker' && `by ${actor}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The strip in words: its changes, and what it is now. */
function spoken(track: Track, word: string, intervals: readonly Interval[]): string {
  const last = intervals.at(-1);
  if (last === undefined) return `${word}: nothing recorded`;
  const changes = intervals.length - 1;
  return `${word}: ${wordOfValue(track, last.value)} for ${lengthOf(last)}, ${changes} ${changes === 1 ? 'change' : 'changes'} before`;
}

const Table = ({ timeline }: { timeline: Answer }) => {
  const rows = TRACKS.flatMap(({ name, word }) =>
    timeline[name].map((interval) => ({ name, word, interval })),
  ).sort((left, right) => Date.parse(right.interval.from) - Date.parse(left.interval.from));
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label="Table of the timeline">
      <table class="table">
        <thead>
          <tr>
            {['From', 'Until', 'What', 'Value', 'Lasted', 'Reason', 'By'].map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, word, interval }) => (
            <tr key={`${name} ${interval.from}`}>
              <td>
                <At at={interval.from} />
              </td>
              <td>{interval.until === null ? 'now' : <At at={interval.until} />}</td>
              <td>{word}</td>
              <td>{wordOfValue(name, interval.value)}</td>
              <td>{lengthOf(interval)}</td>
              <td>
                <bdi>{interval.reason}</bdi>
              </td>
              <td>
                <bdi>{interval.actor}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
