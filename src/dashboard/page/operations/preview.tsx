import type { Preview } from '../api/types.js';
import { count, counted } from '../words/numbers.js';

/** Rows at most; the rest is counted. */
const MOST_ZONES = 20;
const MOST_NAMED = 10;

/** What an operation would do: whom it affects, and what it leaves of each zone. */
export const PreviewOf = ({ preview }: { preview: Preview }) => {
  const { affected, jobs, skipped, zones, workers, unknownWorkers } = preview;
  const named = workers.filter((worker) => worker.skipped === null).slice(0, MOST_NAMED);
  return (
    <div class="affected" aria-live="polite">
      <p>
        <strong>
          {counted(affected, 'worker')}, {counted(jobs, 'running job')}
        </strong>
        <span class="muted">
          {skipped > 0 && `, ${count(skipped)} skipped`}
          {unknownWorkers.length > 0 && `, ${count(unknownWorkers.length)} unknown: `}
          {unknownWorkers.slice(0, MOST_NAMED).join(', ')}
        </span>
      </p>
      {named.length > 0 && (
        <p class="muted">
          <bdi>{named.map(({ workerId }) => workerId).join(', ')}</bdi>
          {affected > named.length && ` and ${count(affected - named.length)} more`}
        </p>
      )}
      {zones.length > 0 && (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col" class="number">
                Affected
              </th>
              <th scope="col" class="number">
                In service, left
              </th>
              <th scope="col" class="number">
                Free slots, left
              </th>
            </tr>
          </thead>
          <tbody>
            {zones.slice(0, MOST_ZONES).map((zone) => (
              <tr key={zone.zone}>
                <th scope="row">
                  <bdi>{zone.zone ?? 'without a zone'}</bdi>
                </th>
                <td class="number">{count(zone.affected)}</td>
                <td class="number">
                  {count(zone.usableWorkersLeft)} of {count(zone.usableWorkers)}
                </td>
                <td class="number">
                  {count(zone.freeSlotsLeft)} of {count(zone.freeSlots)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {zones.length > MOST_ZONES && (
        <p class="muted">and {counted(zones.length - MOST_ZONES, 'more zone')}</p>
      )}
    </div>
  );
};
