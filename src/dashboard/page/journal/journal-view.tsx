import { useEffect, useState } from 'preact/hooks';
import { Failure, read } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { EventPage } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { EventList } from '../parts/event-list.js';
import { Empty, Failed, Read } from '../parts/states.js';
import { ask, query } from '../route/route.js';
import { EVENT_GROUPS, EVENT_TYPES } from '../words/events.js';
import { merged } from './merged.js';

const PAGE = 100;

/** The journal of the whole fleet, newest first. */
export function JournalView() {
  const chosen = query.value.get('groups') ?? query.value.get('type') ?? '';
  const filter = chosen === '' ? '' : `${EVENT_GROUPS.includes(chosen) ? 'groups' : 'type'}=${chosen}&`;
  return (
    <div class="narrow">
      <h1>Events</h1>
      <div class="tools">
        <label class="tool">
          <span>Events</span>
          <select value={chosen} onChange={(event) => ask(filterOf(event.currentTarget.value))}>
            <option value="">All events</option>
            <Choices of="Groups" values={EVENT_GROUPS} />
            <Choices of="Types" values={EVENT_TYPES} />
          </select>
        </label>
      </div>
      <Events key={chosen} path={`/events?${filter}`} />
    </div>
  );
}

const filterOf = (chosen: string): { groups: string; type: string } =>
  EVENT_GROUPS.includes(chosen) ? { groups: chosen, type: '' } : { groups: '', type: chosen };

const Choices = ({ of, values }: { of: string; values: readonly string[] }) => (
  <optgroup label={of}>
    {values.map((each) => (
      <option key={each} value={each}>
        {each}
      </option>
    ))}
  </optgroup>
);

/** A journal that grows as events happen, with earlier pages on demand. */
export function Events({ path, ofOne = false }: { path: string; ofOne?: boolean }) {
  const reading = useReading<EventPage>(path, (signal) => read(`${path}limit=${PAGE}`, signal));
  const [kept, setKept] = useState<EventPage>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    if (reading.data !== undefined) setKept((before) => merged(before, reading.data!));
  }, [reading.data]);

  const more = async (cursor: string): Promise<void> => {
    try {
      const { events, nextCursor } = await read<EventPage>(`${path}limit=${PAGE}&cursor=${cursor}`);
      setKept((before) => ({ events: [...(before?.events ?? []), ...events], nextCursor }));
      setFailure(undefined);
    } catch (error) {
      noteFailure(error);
      if (error instanceof Failure) setFailure(error);
    }
  };
  return (
    <Card title="Events">
      <Read reading={reading} lines={8}>
        {(newest) => {
          const { events, nextCursor } = kept ?? newest;
          if (events.length === 0)
            return <Empty title="No events yet">Events appear here as they happen.</Empty>;
          return (
            <>
              <EventList events={events} ofOne={ofOne} />
              {failure && <Failed failure={failure} />}
              {nextCursor !== null && (
                <button type="button" class="quiet more" onClick={() => void more(nextCursor)}>
                  Earlier events
                </button>
              )}
            </>
          );
        }}
      </Read>
    </Card>
  );
}
