import { useEffect, useState } from 'preact/hooks';
import { may } from '../api/session.js';
import { isOutage } from '../live/connection.js';
import { FirstWorker } from '../parts/first-worker.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { go, hrefNow, query, workersHref } from '../route/route.js';
import { announce } from '../shell/announcer.js';
import { count } from '../words/numbers.js';
import { BeginButton } from '../operations/begin-button.js';
import { selectionIn } from '../operations/operation-form.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnChooser } from './column-chooser.js';
import { columnsIn } from './columns.js';
import { FilterBar } from './filter-bar.js';
import { apiQueryOf, isFiltered, listQueryOf } from './filters.js';
import { lastList } from './last-list.js';
import { clearSelection } from './selection.js';
import { sumOf, useGroups } from './use-groups.js';
import { useWorkerList } from './use-worker-list.js';
import { WorkerGrid } from './worker-grid.js';

/** The workers, filtered and searched by the service, without a limit on their number. */
export function WorkersView() {
  const search = query.value;
  const filters = apiQueryOf(search);
  const rows = listQueryOf(search);
  const list = useWorkerList(rows);
  const { workers, isComplete } = list;
  const failure = isOutage(list.failure) ? undefined : list.failure;
  const isAwaited = list.query !== rows;
  const groups = useGroups('presence', filters).data;
  const matches = groups && sumOf(groups, 'workers');
  useEffect(() => {
    lastList.value = hrefNow();
  }, [search]);
  const [isChoosing, setChoosing] = useState(false);
  // Workers selected under other filters would be affected unseen.
  useEffect(clearSelection, [filters]);
  useEffect(() => {
    if (matches !== undefined) announce(`${count(matches)} workers found`);
  }, [filters, matches === undefined]);

  return (
    <div class="workers">
      <div class="workers-head">
        <h1>
          Workers{' '}
          <span class="muted workers-count">
            {matches !== undefined && count(matches)} {isFiltered(search) && 'match'}
          </span>
        </h1>
        {isFiltered(search) && (
          <BeginButton
            key={filters}
            word="Operation"
            label="New operation on the workers that match"
            draft={{ select: selectionIn(filters) }}
          />
        )}
        <button
          type="button"
          class="quiet"
          aria-expanded={isChoosing}
          onClick={() => setChoosing(!isChoosing)}
        >
          Columns
        </button>
      </div>
      {isChoosing && <ColumnChooser />}
      <FilterBar />
      {may('operator') && <BulkBar filters={filters} matches={matches} onDone={list.again} />}
      {failure && <Failed failure={failure} again={list.again} />}
      {workers === undefined ? (
        !failure && <Loading lines={10} />
      ) : workers.length === 0 && isComplete ? (
        <NoWorkers filtered={isFiltered(search)} />
      ) : (
        // A new list begins at its top.
        <WorkerGrid
          key={list.query}
          list={list}
          workers={workers}
          isAwaited={isAwaited}
          columns={columnsIn(search)}
        />
      )}
    </div>
  );
}

const NoWorkers = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <Empty title="No matching workers">
      <span>
        <button type="button" class="quiet" onClick={() => go(workersHref())}>
          Clear the filters
        </button>
      </span>
    </Empty>
  ) : (
    <Empty title="No workers yet">
      <FirstWorker />
    </Empty>
  );
