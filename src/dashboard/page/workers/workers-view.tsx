import { useEffect, useState } from 'preact/hooks';
import { may } from '../api/session.js';
import { FirstWorker } from '../parts/first-worker.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { go, query, workersHref } from '../route/route.js';
import { announce } from '../shell/announcer.js';
import { count } from '../words/numbers.js';
import { BulkBar } from './bulk-bar.js';
import { ColumnChooser } from './column-chooser.js';
import { columnsIn } from './columns.js';
import { FilterBar } from './filter-bar.js';
import { apiQueryOf, isFiltered } from './filters.js';
import { clearSelection } from './selection.js';
import { useWorkerList } from './use-worker-list.js';
import { WorkerGrid } from './worker-grid.js';

/** The workers, filtered and searched by the service, without a limit on their number. */
export function WorkersView() {
  const search = query.value;
  const filters = apiQueryOf(search);
  const list = useWorkerList(filters);
  const { workers, failure, isComplete } = list;
  const isAwaited = list.query !== filters;
  const [isChoosing, setChoosing] = useState(false);
  // Workers selected under other filters would be affected unseen.
  useEffect(clearSelection, [filters]);
  const said = workers && `${count(workers.length)}${isComplete ? '' : ' and more'}`;
  useEffect(() => {
    if (isComplete && workers && !isAwaited) announce(`${workers.length} workers found`);
  }, [filters, isComplete, isAwaited]);

  return (
    <div class="workers">
      <div class="workers-head">
        <h1>
          Workers <span class="muted workers-count">{said}</span>
        </h1>
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
      {may('operator') && <BulkBar loaded={workers ?? []} onDone={list.again} />}
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
