import { ACTIONS } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import { may } from '../api/session.js';
import type { Worker } from '../api/types.js';

/** The actions on a worker; those that would change nothing are disabled. */
export function ActionBar({ worker, onDone }: { worker: Worker; onDone: () => void }) {
  const { ask, dialog } = useAction(onDone);
  if (!may('operator')) return null;
  return (
    <div class="worker-actions" role="toolbar" aria-label="Actions">
      {ACTIONS.map((action) => (
        <button
          key={action.key}
          type="button"
          class={action.isGrave ? 'danger' : 'quiet'}
          disabled={!action.fits(worker)}
          onClick={() => ask(action, [worker])}
        >
          {action.word}
        </button>
      ))}
      {dialog}
    </div>
  );
}
