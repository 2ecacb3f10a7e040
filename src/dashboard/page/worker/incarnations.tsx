import { read } from '../api/client.js';
import type { EventPage, JournalEvent } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { Ago } from '../parts/time.js';

const TYPES = new Set(['registered', 're-registered', 'replaced']);
const MOST = 100;

const WORDS: Readonly<Record<string, string>> = {
  created: 'First process',
  refreshed: 'The same process registered again',
  resumed: 'A new process, which continued with its jobs',
  restarted: 'A new process, without jobs',
  replaced: 'A new record, by forced registration',
};

/** The incarnations of the worker: when each process began, and how it took over. */
export function Incarnations({ path }: { path: string }) {
  const name = decodeURIComponent(path.slice(1));
  const reading = useReading<EventPage>(
    `lives ${path}`,
    (signal) =>
      read(`/events?workerId=${encodeURIComponent(name)}&type=${[...TYPES].join(',')}&limit=${MOST}`, signal),
    { concerns: (event) => TYPES.has(event.type) && (event.workerId === name || event.id === name) },
  );
  return (
    <Card title="Incarnations" area="area-lives">
      <Read reading={reading}>
        {({ events }) =>
          events.length === 0 ? (
            <Empty title="No registrations kept">The journal no longer has its registrations.</Empty>
          ) : (
            <ol class="lives">
              {events.map((event) => (
                <Life key={event.seq} event={event} />
              ))}
            </ol>
          )
        }
      </Read>
    </Card>
  );
}

function Life({ event: { type, at, detail } }: { event: JournalEvent }) {
  const outcome = typeof detail['outcome'] === 'string' ? detail['outcome'] : '';
  const word = type === 'replaced' ? WORDS['replaced'] : (WORDS[outcome] ?? WORDS['created']);
  return (
    <li>
      <span class="life-number">
        {typeof detail['incarnation'] === 'number' ? detail['incarnation'] : '–'}
      </span>
      <span>{word}</span>
      <span class="muted">
        <Ago at={at} />
      </span>
    </li>
  );
}
