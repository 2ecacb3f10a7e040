import { query } from '../route/route.js';
import { EventFilters } from './event-filters.js';
import { Events } from './events.js';
import { eventQueryOf } from './event-query.js';
import { ExportButtons } from './export-buttons.js';

/** The journal of the whole fleet, newest first, by groups, worker, actor and time. */
export function EventsView() {
  const filter = eventQueryOf(query.value);
  return (
    <div class="narrow">
      <div class="workers-head">
        <h1>Events</h1>
        <ExportButtons filter={filter} />
      </div>
      <EventFilters />
      <Events key={filter} path={`/events?${filter}&`} />
    </div>
  );
}
