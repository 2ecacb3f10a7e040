import { ActionButton } from '../actions/action-button.js';
import { ACTIONS } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import { may } from '../api/session.js';
import type { Worker } from '../api/types.js';
import { targetOf } from '../workers/selection.js';

/** Says why there are no actions. */
const ReadOnly = () => (
  <span class="worker-actions muted" title="Actions require the role operator">
    Read only
  </span>
);

/** The actions on a worker; those that would change nothing say so. */
export function ActionBar({ worker, onDone }: { worker: Worker; onDone: () => void }) {
  const { ask, dialog } = useAction(onDone);
  if (!may('operator')) return <ReadOnly />;
  return (
    <div class="worker-actions" role="toolbar" aria-label="Actions">
      {ACTIONS.map((action) => (
        <ActionButton
          key={action.key}
          word={action.word}
          isGrave={action.isGrave}
          why={action.fits(worker) ? '' : action.unfit(worker)}
          onUse={() => ask(action, [targetOf(worker)])}
        />
      ))}
      {dialog}
    </div>
  );
}
