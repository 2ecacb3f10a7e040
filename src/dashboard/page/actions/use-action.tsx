import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ActionDialog } from './action-dialog.js';
import type { RunnableAction } from './actions.js';
import type { Target } from './run-all.js';

interface Asked {
  readonly action: RunnableAction;
  readonly targets: readonly Target[];
}

/** Opens the dialog of an action. @param onDone called when it is closed after the action ran */
export function useAction(onDone: () => void): {
  ask: (action: RunnableAction, targets: readonly Target[]) => void;
  dialog: ComponentChildren;
} {
  const [asked, setAsked] = useState<Asked>();
  const close = (done: boolean): void => {
    setAsked(undefined);
    if (done) onDone();
  };
  return {
    ask: (action, targets) => setAsked({ action, targets }),
    dialog: asked && <ActionDialog {...asked} onClose={close} />,
  };
}
