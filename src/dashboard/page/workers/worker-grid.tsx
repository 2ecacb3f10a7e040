import { useEffect, useRef, useState } from 'preact/hooks';
import { may } from '../api/session.js';
import type { Worker } from '../api/types.js';
import { go, workerHref } from '../route/route.js';
import { NAME, type Column } from './columns.js';
import { wantReasons } from './reasons.js';
import { select, selection } from './selection.js';
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
  const [active, setActive] = useState(0);
  const rows = useVirtualRows(place, workers.length, isCompact ? COMPACT_HEIGHT : ROW_HEIGHT);
  const first = rows.items[0]?.index ?? 0;
  const last = rows.items.at(-1)?.index ?? 0;
  const all = [NAME, ...columns];

  list.seen(first, last);
  useEffect(() => {
    wantReasons(workers.slice(first, last + 1));
    if (!list.isComplete && !isAwaited && last >= workers.length - AHEAD) list.more();
  }, [first, last, workers, list.isComplete, isAwaited]);

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(workers.length - 1, to));
    setActive(index);
    rows.show(index);
    // The row is rendered by then.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        place.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus(),
      ),
    );
  };
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, rows.items.length - 14);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: workers.length - 1,
    };
    const worker = workers[active];
    const to = steps[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && worker) go(workerHref(worker.workerId));
    else if (event.key === ' ' && worker && isChoosing) select([worker], !selection.value.has(worker.id));
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
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" aria-rowindex={1} class="grid-row">
          {isChoosing && (
            <span role="columnheader" class="grid-cell">
              <span class="unseen">Selected</span>
            </span>
          )}
          {all.map(({ key, word, number }) => (
            <span key={key} role="columnheader" class={`grid-cell ${number ? 'number' : ''}`}>
              {word}
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
                onFocus={() => setActive(index)}
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
