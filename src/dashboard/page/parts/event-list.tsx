import type { JournalEvent } from '../api/types.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { bursts, sentenceOf, sentenceOfMany, toneOf, type Burst } from '../words/events.js';
import { counted } from '../words/numbers.js';
import { Sign } from './icons.js';
import { Sentence } from './sentence.js';
import { Ago, At } from './time.js';

/** Workers that a burst names; the rest are counted. */
const MOST_NAMED = 200;

interface EventListProps {
  events: readonly JournalEvent[];
  /** Omits the worker, if all events are about the same one. */
  ofOne?: boolean;
  /** Shows times instead of ages. */
  exact?: boolean;
  /** Maximum number of entries. */
  most?: number;
}

/** A list of events as sentences, newest first; what one cause did to many workers is one entry. */
export const EventList = ({ events, ofOne = false, exact = false, most }: EventListProps) => (
  <ol class="events">
    {bursts(events)
      .slice(0, most)
      .map((burst) => (
        <li key={burst.events.at(-1)!.seq} class="event">
          <span class={`event-sign tone-${toneOf(burst.first)}`}>
            <Sign tone={toneOf(burst.first)} />
          </span>
          <span class="event-text">
            {burst.events.length === 1 ? <One event={burst.first} ofOne={ofOne} /> : <Many burst={burst} />}
          </span>
          <span class="event-time muted">
            {exact ? <At at={burst.first.at} /> : <Ago at={burst.first.at} />}
          </span>
        </li>
      ))}
  </ol>
);

const One = ({ event, ofOne }: { event: JournalEvent; ofOne: boolean }) => (
  <>
    {!ofOne && event.workerId !== null && (
      <>
        <Link href={workerHref(event.id ?? event.workerId)}>
          <bdi>{event.workerId}</bdi>
        </Link>{' '}
      </>
    )}
    <bdi>
      <Sentence text={ofOne && event.workerId !== null ? capital(sentenceOf(event)) : sentenceOf(event)} />
    </bdi>
    <Actor event={event} />
  </>
);

const Many = ({ burst: { first, events, workers } }: { burst: Burst<JournalEvent> }) => (
  <details class="event-many">
    <summary>
      {counted(workers, 'worker')} <bdi>{sentenceOfMany(first)}</bdi>
      <Actor event={first} />
    </summary>
    <span class="event-names">
      {[...new Map(events.map((event) => [event.workerId, event])).values()]
        .slice(0, MOST_NAMED)
        .map((event) => (
          <Link key={event.seq} href={workerHref(event.id ?? event.workerId!)}>
            <bdi>{event.workerId}</bdi>
          </Link>
        ))}
      {workers > MOST_NAMED && <span class="muted">and {workers - MOST_NAMED} more</span>}
    </span>
  </details>
);

const Actor = ({ event }: { event: JournalEvent }) =>
  event.actor === 'worker' || event.actor === 'service' ? null : (
    <span class="muted" title={originOf(event)}>
      {' '}
      by <bdi>{event.actor}</bdi>
    </span>
  );

/** Returns the subject, the address and the request id of an event. */
const originOf = ({ subject, address, requestId }: JournalEvent): string =>
  [subject, address, requestId].filter((part) => part !== null).join('\n');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
