import type { Worker } from '../api/types.js';
import { absenceTone, HEALTH_TONES } from '../words/tones.js';
import type { Column } from './columns.js';
import { selection } from './selection.js';

interface WorkerRowProps {
  worker: Worker;
  index: number;
  /** Its position in the list, in pixels. */
  top: number;
  columns: readonly Column[];
  isActive: boolean;
  isChoosing: boolean;
  onFocus: () => void;
  onKey: (event: KeyboardEvent) => void;
  /** @param isRange selects all rows from the one that was selected before */
  onChoose: (chosen: boolean, isRange: boolean) => void;
}

/** One worker; the keyboard focus goes to the row, not to its cells. */
export function WorkerRow({
  worker,
  index,
  top,
  columns,
  isActive,
  isChoosing,
  onFocus,
  onKey,
  onChoose,
}: WorkerRowProps) {
  const isChosen = selection.value.has(worker.id);
  const tone =
    worker.presence === 'PRESENT'
      ? HEALTH_TONES[worker.health]
      : absenceTone(worker.presence, worker.absence);
  return (
    <div
      role="row"
      class={`grid-row grid-worker edge-${tone}`}
      aria-rowindex={index + 2}
      {...(isChoosing && { 'aria-selected': isChosen })}
      data-row={index}
      tabIndex={isActive ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onFocusIn={onFocus}
      onKeyDown={onKey}
    >
      {isChoosing && (
        <span role="gridcell" class="grid-cell grid-choice">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${worker.workerId}`}
            checked={isChosen}
            onClick={(event) => onChoose(event.currentTarget.checked, event.shiftKey)}
          />
        </span>
      )}
      {columns.map(({ key, cell, number }) => (
        <span key={key} role="gridcell" class={`grid-cell grid-${key} ${number ? 'number' : ''}`}>
          {cell(worker)}
        </span>
      ))}
    </div>
  );
}
