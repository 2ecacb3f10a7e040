import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { may } from '../api/session.js';
import type { Worker } from '../api/types.js';
import { go, workerHref } from '../route/route.js';
import { NAME, type Column } from './columns.js';
import { wantReasons } from './reasons.js';
import { select, selection } from './selection.js';
import { ColumnHead, directionOf } from './sorting.js';
import { useCompact } from './use-compact.js';
import type { WorkerListState } from './use-worker-list.js';
import { useVirtualRows } from './use-virtual-rows.js';
import { WorkerRow } from './worker-row.js';

const ROW_HEIGHT = 36;
/** On a phone a row is a block of its cells. */
const COMPACT_HEIGHT = 96;
/** Padding and border of a row. */
const EDGES = 20;
/** Loads more when fewer rows than this are left below. */
const AHEAD = 60;

interface WorkerGridProps {
  list: WorkerListState;
  workers: readonly Worker[];
  /** Whether these workers are about to be replaced by others. */
  isAwaited: boolean;
  columns: readonly Column[];
}

/** The visible rows, as a grid: arrow keys move between rows, space selects one, enter opens it. */
export function WorkerGrid({ list, workers, isAwaited, columns }: WorkerGridProps) {
  const place = useRef<HTMLDivElement>(null);
  const isCompact = useCompact();
  const isChoosing = may('operator');
  const [active, setActive] = useState(list.place?.row ?? 0);
  /** The row from which a range is selected. */
  const anchor = useRef(0);
  const rows = useVirtualRows(place, workers.length, isCompact ? COMPACT_HEIGHT : ROW_HEIGHT);
  const first = rows.items[0]?.index ?? 0;
  const last = rows.items.at(-1)?.index ?? 0;
  const all = [NAME, ...columns];

  list.seen(first, last);
  useEffect(() => {
    wantReasons(workers.slice(first, last + 1));
    if (!list.isComplete && !isAwaited && last >= workers.length - AHEAD) list.more();
  }, [first, last, workers, list.isComplete, isAwaited]);

  const focusRow = (index: number): void => {
    // The row is rendered by then.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        place.current
          ?.querySelector<HTMLElement>(`[data-row="${index}"]`)
          ?.focus({ preventScroll: list.place !== undefined }),
      ),
    );
  };
  useLayoutEffect(() => {
    if (list.place === undefined || place.current === null) return;
    place.current.scrollTop = list.place.top;
    focusRow(list.place.row);
  }, []);
  const stay = (row = active): void => list.stay({ top: place.current?.scrollTop ?? 0, row });

  const move = (to: number): number => {
    const index = Math.max(0, Math.min(workers.length - 1, to));
    setActive(index);
    rows.show(index);
    focusRow(index);
    return index;
  };
  const choose = (index: number, chosen: boolean, isRange: boolean): void => {
    const from = isRange ? anchor.current : index;
    select(workers.slice(Math.min(from, index), Math.max(from, index) + 1), chosen);
    if (!isRange) anchor.current = index;
  };
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, rows.items.length - 14);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: workers.length - 1,
    };
    const worker = workers[active];
    const to = steps[event.key];
    if (to !== undefined) {
      const index = move(to);
      if (event.shiftKey && isChoosing) choose(index, true, true);
    } else if (event.key === 'Enter' && worker) go(workerHref(worker.workerId));
    else if (event.key === ' ' && worker && isChoosing)
      choose(active, event.shiftKey || !selection.value.has(worker.id), event.shiftKey);
    else return;
    event.preventDefault();
  };

  const widths = [...(isChoosing ? ['34px'] : []), ...all.map(({ width }) => width)];
  const template = { '--columns': widths.join(' '), '--least': `${leastOf(widths)}px` };
  return (
    <div
      ref={place}
      class={`grid ${isCompact ? 'grid-compact' : ''}`}
      role="grid"
      aria-label="Workers"
      aria-rowcount={list.isComplete ? workers.length + 1 : -1}
      aria-colcount={all.length + (isChoosing ? 1 : 0)}
      aria-busy={isAwaited}
      aria-multiselectable={isChoosing}
      tabIndex={-1}
      style={template}
      onScroll={() => stay()}
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" aria-rowindex={1} class="grid-row">
          {isChoosing && (
            <span role="columnheader" class="grid-cell grid-choice">
              <input
                type="checkbox"
                aria-label="Select all loaded workers"
                title="Select all loaded workers"
                checked={workers.length > 0 && workers.every(({ id }) => selection.value.has(id))}
                onChange={(event) => select(workers, event.currentTarget.checked)}
              />
            </span>
          )}
          {all.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              class={`grid-cell ${column.number ? 'number' : ''}`}
              aria-sort={directionOf(column)}
            >
              <ColumnHead column={column} />
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="grid-body" style={{ height: `${rows.height}px` }}>
        {rows.items.map(({ index, start }) => {
          const worker = workers[index];
          return (
            worker && (
              <WorkerRow
                key={worker.id}
                worker={worker}
                index={index}
                top={start}
                columns={all}
                isActive={index === active || (active >= workers.length && index === 0)}
                isChoosing={isChoosing}
                onFocus={() => {
                  setActive(index);
                  stay(index);
                }}
                onChoose={(chosen, isRange) => choose(index, chosen, isRange)}
                onKey={onKey}
              />
            )
          );
        })}
      </div>
      {!list.isComplete && <p class="grid-more muted">Loading more …</p>}
    </div>
  );
}

/** Head and rows are separate boxes: both get the minimum width of all columns. */
const leastOf = (widths: readonly string[]): number =>
  widths.reduce((sum, width) => sum + Number(/\d+/.exec(width)![0]), EDGES);
