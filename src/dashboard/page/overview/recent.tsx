import { read } from '../api/client.js';
import type { EventPage } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { EventList } from '../parts/event-list.js';
import { Empty, Read } from '../parts/states.js';
import { USUAL_GROUPS } from '../words/events.js';
import { Link } from '../route/link.js';
import { eventsHref } from '../route/route.js';

/** Entries; bursts are one. */
const MOST = 20;
const READ = 200;
const PATH = `/events?groups=${USUAL_GROUPS.join(',')}&limit=${READ}`;

/** The latest changes. */
export function Recent() {
  const reading = useReading<EventPage>('recent', (signal) => read(PATH, signal), {
    concerns: ({ type }) => !type.startsWith('job-'),
  });
  return (
    <Card title="Recent changes" area="area-recent" aside={<Link href={eventsHref}>All events</Link>}>
      <Read reading={reading} lines={6}>
        {({ events }) =>
          events.length === 0 ? (
            <Empty title="No changes yet">Registrations, orders and changes of health appear here.</Empty>
          ) : (
            <EventList events={events} most={MOST} />
          )
        }
      </Read>
    </Card>
  );
}
