import { useState } from 'preact/hooks';
import { Failure, read } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { EventPage, JournalEvent } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { EventList } from '../parts/event-list.js';
import { Empty, Failed, Read } from '../parts/states.js';
import { ask, query } from '../route/route.js';
import { EVENT_TYPES } from '../words/events.js';

const PAGE = 100;

/** What happened, newest first, in the whole fleet. */
export function JournalView() {
  const type = query.value.get('type') ?? '';
  return (
    <div class="narrow">
      <h1>Journal</h1>
      <div class="tools">
        <label class="tool">
          <span>What happened</span>
          <select value={type} onChange={(event) => ask({ type: event.currentTarget.value })}>
            <option value="">Everything</option>
            {EVENT_TYPES.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Events key={type} path={type === '' ? '/events?' : `/events?type=${type}&`} />
    </div>
  );
}

/** One journal with what comes in, and its past on demand. */
export function Events({ path, ofOne = false }: { path: string; ofOne?: boolean }) {
  const reading = useReading<EventPage>(path, (signal) => read(`${path}limit=${PAGE}`, signal));
  const [past, setPast] = useState<{ events: JournalEvent[]; next: string | null }>();
  const [failure, setFailure] = useState<Failure>();

  const more = async (cursor: string): Promise<void> => {
    try {
      const { events, nextCursor } = await read<EventPage>(`${path}limit=${PAGE}&cursor=${cursor}`);
      // What came in meanwhile moved some of the first page on to here: the joints are closed by their numbers.
      setPast((before) => ({ events: [...(before?.events ?? []), ...events], next: nextCursor }));
      setFailure(undefined);
    } catch (error) {
      noteFailure(error);
      if (error instanceof Failure) setFailure(error);
    }
  };
  return (
    <Card title="Events">
      <Read reading={reading} lines={8}>
        {({ events, nextCursor }) => {
          const all = joined(events, past?.events ?? []);
          const next = past === undefined ? nextCursor : past.next;
          if (all.length === 0)
            return <Empty title="Nothing yet">What happens appears here by itself.</Empty>;
          return (
            <>
              <EventList events={all} ofOne={ofOne} />
              {failure && <Failed failure={failure} />}
              {next !== null && (
                <button type="button" class="quiet more" onClick={() => void more(next)}>
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

/** The newest and the past without repetitions: both hold what lies at their joint. */
function joined(newest: readonly JournalEvent[], past: readonly JournalEvent[]): JournalEvent[] {
  const seen = new Set(newest.map(({ seq }) => seq));
  return [...newest, ...past.filter(({ seq }) => !seen.has(seq))];
}
