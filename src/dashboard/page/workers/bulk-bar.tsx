import { ACTIONS } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import type { Worker } from '../api/types.js';
import { counted } from '../words/numbers.js';
import { clearSelection, select, selection } from './selection.js';

/** The actions on all selected workers; hidden if none is selected. */
export function BulkBar({ loaded, onDone }: { loaded: readonly Worker[]; onDone: () => void }) {
  const chosen = selection.value;
  const { ask, dialog } = useAction(() => {
    clearSelection();
    onDone();
  });
  if (chosen.size === 0) return dialog;
  const targets = [...chosen].map(([id, workerId]) => ({ id, workerId }));
  return (
    <div class="bulk" role="toolbar" aria-label="Selected workers">
      <strong>{counted(chosen.size, 'worker')} selected</strong>
      {chosen.size < loaded.length && (
        <button type="button" class="quiet" onClick={() => select(loaded, true)}>
          Select all {loaded.length} that are loaded
        </button>
      )}
      <button type="button" class="quiet" onClick={clearSelection}>
        Clear selection
      </button>
      <span class="bulk-actions">
        {ACTIONS.map((action) => (
          <button
            key={action.key}
            type="button"
            class={action.isGrave ? 'danger' : 'quiet'}
            onClick={() => ask(action, targets)}
          >
            {action.word}
          </button>
        ))}
      </span>
      {dialog}
    </div>
  );
}
