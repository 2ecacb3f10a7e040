import type { JournalEvent } from '../api/types.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { sentenceOf, toneOf } from '../words/events.js';
import { Sign } from './icons.js';
import { Ago } from './time.js';

interface EventListProps {
  events: readonly JournalEvent[];
  /** Omits the worker, if all events are about the same one. */
  ofOne?: boolean;
}

/** A list of events as sentences, newest first. */
export const EventList = ({ events, ofOne = false }: EventListProps) => (
  <ol class="events">
    {events.map((event) => (
      <li key={event.seq} class="event">
        <span class={`event-sign tone-${toneOf(event)}`}>
          <Sign tone={toneOf(event)} />
        </span>
        <span class="event-text">
          {!ofOne && event.workerId !== null && (
            <>
              <Link href={workerHref(event.id ?? event.workerId)}>{event.workerId}</Link>{' '}
            </>
          )}
          {ofOne && event.workerId !== null ? capital(sentenceOf(event)) : sentenceOf(event)}
          {event.actor !== 'worker' && event.actor !== 'service' && (
            <span class="muted" title={originOf(event)}>
              {' '}
              by {event.actor}
            </span>
          )}
        </span>
        <span class="event-time muted">
          <Ago at={event.at} />
        </span>
      </li>
    ))}
  </ol>
);

/** Returns the subject, the address and the request id of an event. */
const originOf = ({ subject, address, requestId }: JournalEvent): string =>
  [subject, address, requestId].filter((part) => part !== null).join('\n');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
