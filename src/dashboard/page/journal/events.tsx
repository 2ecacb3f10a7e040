import { useEffect, useState } from 'preact/hooks';
import { Failure, read } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { EventPage } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { EventList } from '../parts/event-list.js';
import { Empty, Failed, Read } from '../parts/states.js';
import { merged } from './merged.js';

const PAGE = 100;

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
            return <Empty title="No events">New ones appear here as they happen.</Empty>;
          return (
            <>
              <EventList events={events} ofOne={ofOne} exact />
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
