import { read } from '../api/client.js';
import type { EventPage, JournalEvent } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { At } from '../parts/time.js';
import { counted } from '../words/numbers.js';
import { BeginButton } from './begin-button.js';

/** Events that are searched for cleanups. */
const MOST_EVENTS = 1000;
const MOST_SHOWN = 10;

interface Cleanup {
  readonly run: string;
  readonly workers: readonly string[];
}

/** The latest cleanups, each of which can be restored as a whole. */
export function Cleanups() {
  const reading = useReading<EventPage>(
    'cleanups',
    (signal) => read(`/events?type=cleaned-up&limit=${MOST_EVENTS}`, signal),
    { concerns: ({ type }) => type === 'cleaned-up' },
  );
  return (
    <Card title="Latest cleanups">
      <Read reading={reading} lines={2}>
        {({ events }) => {
          const cleanups = cleanupsIn(events).slice(0, MOST_SHOWN);
          if (cleanups.length === 0)
            return <Empty title="No cleanups">None has taken a worker that had failed for too long.</Empty>;
          return (
            <ul class="operations">
              {cleanups.map(({ run, workers }) => (
                <li key={run}>
                  <p class="worst-head">
                    <strong>{counted(workers.length, 'worker')}</strong> <At at={run} />
                    <bdi class="muted">{namesOf(workers)}</bdi>
                    <BeginButton
                      word="Restore"
                      label={`Restore ${counted(workers.length, 'worker')} of this cleanup`}
                      draft={{ kind: 'restore', cleanup: run }}
                    />
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Read>
    </Card>
  );
}

const FEW = 3;

const namesOf = (workers: readonly string[]): string =>
  workers.slice(0, FEW).join(', ') + (workers.length > FEW ? ', …' : '');

function cleanupsIn(events: readonly JournalEvent[]): Cleanup[] {
  const runs = new Map<string, string[]>();
  for (const { detail, workerId } of events) {
    const run = detail['run'];
    if (typeof run !== 'string' || workerId === null) continue;
    const began = new Date(run).toISOString();
    runs.set(began, [...(runs.get(began) ?? []), workerId]);
  }
  return [...runs].map(([run, workers]) => ({ run, workers }));
}
