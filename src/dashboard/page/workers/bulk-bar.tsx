import { useState } from 'preact/hooks';
import { ACTIONS } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import { noteFailure } from '../api/session.js';
import { announce } from '../shell/announcer.js';
import { count, counted } from '../words/numbers.js';
import { Compare } from './compare.js';
import { clearSelection, matching, MOST_SELECTED, selection } from './selection.js';

interface BulkBarProps {
  /** The filters of the list, in the form of the API. */
  filters: string;
  /** The number of workers that match them, if it is known. */
  matches: number | undefined;
  onDone: () => void;
}

/** The actions on all selected workers; hidden if none is selected. The selection stays after an action. */
export function BulkBar({ filters, matches = 0, onDone }: BulkBarProps) {
  const chosen = selection.value;
  const { ask, dialog } = useAction(onDone);
  const [isReading, setReading] = useState(false);
  const [isComparing, setComparing] = useState(false);
  if (chosen.size === 0) return dialog;
  const targets = [...chosen.values()];
  const selectMatching = async (): Promise<void> => {
    setReading(true);
    try {
      const found = await matching(filters);
      selection.value = new Map(found.map((target) => [target.id, target]));
      announce(`${counted(found.length, 'worker')} selected`);
    } catch (error) {
      noteFailure(error);
      announce('The matching workers could not be read');
    }
    setReading(false);
  };
  return (
    <div class="bulk" role="toolbar" aria-label="Selected workers">
      <strong>{counted(chosen.size, 'worker')} selected</strong>
      {chosen.size < Math.min(matches, MOST_SELECTED) && (
        <button type="button" class="quiet" disabled={isReading} onClick={() => void selectMatching()}>
          {matches > MOST_SELECTED
            ? `Select the first ${count(MOST_SELECTED)} that match`
            : `Select all ${count(matches)} that match`}
        </button>
      )}
      <button type="button" class="quiet" onClick={clearSelection}>
        Clear selection
      </button>
      {targets.length === 2 && (
        <button type="button" class="quiet" onClick={() => setComparing(true)}>
          Compare
        </button>
      )}
      {isComparing && <Compare ids={[targets[0]!.id, targets[1]!.id]} onClose={() => setComparing(false)} />}
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
