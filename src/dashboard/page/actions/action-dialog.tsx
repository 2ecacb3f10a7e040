import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { announce } from '../shell/announcer.js';
import { counted } from '../words/numbers.js';
import { ActionFields, givenIn } from './action-fields.js';
import { ActionResult } from './action-result.js';
import type { RunnableAction } from './actions.js';
import { runAll, type Outcome, type Target } from './run-all.js';

interface ActionDialogProps {
  action: RunnableAction;
  targets: readonly Target[];
  onClose: (done: boolean) => void;
}

/** Asks for confirmation, explains what the action will do, runs it, and shows the result; for one worker or many. */
export function ActionDialog({ action, targets, onClose }: ActionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const stop = useRef(new AbortController());
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [phase, setPhase] = useState<'asking' | 'running' | 'done'>('asking');
  useEffect(() => {
    dialog.current!.showModal();
    return () => stop.current.abort();
  }, []);

  // The button that had the focus disappeared with its phase.
  useEffect(() => {
    if (phase !== 'asking') dialog.current!.querySelector<HTMLElement>('.dialog-end button')?.focus();
  }, [phase]);

  const targetName = targets.length === 1 ? targets[0]!.workerId : counted(targets.length, 'worker');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = givenIn(new FormData(event.currentTarget as HTMLFormElement));
    const finished: Outcome[] = [];
    setPhase('running');
    await runAll(
      action,
      targets,
      given,
      (outcome) => {
        finished.push(outcome);
        setOutcomes([...finished]);
      },
      stop.current.signal,
    );
    setPhase('done');
    const failed = finished.filter(({ succeeded }) => !succeeded);
    announce(
      targets.length === 1
        ? finished[0]!.message
        : `Done for ${finished.length - failed.length} of ${targetName}`,
    );
  };
  const close = (): void => onClose(phase === 'done');

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={title}
      onCancel={(event) => phase === 'running' && event.preventDefault()}
      onClose={close}
    >
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={title}>
          {action.word}: {targetName}
        </h2>
        {phase === 'asking' ? (
          <>
            <p>
              {targets.length === 1 ? targetName : `Each of ${targetName}`} {action.does}
            </p>
            <ActionFields asks={action.asks} needsReason={action.needsReason} />
            <div class="dialog-end">
              <button type="button" class="quiet" onClick={() => dialog.current!.close()}>
                Cancel
              </button>
              <button type="submit" class={action.isGrave ? 'primary danger' : 'primary'}>
                {action.word}
              </button>
            </div>
          </>
        ) : (
          <>
            <ActionResult outcomes={outcomes} total={targets.length} />
            <div class="dialog-end">
              {phase === 'running' ? (
                <button type="button" class="quiet" onClick={() => stop.current.abort()}>
                  Stop
                </button>
              ) : (
                <button type="button" class="primary" onClick={() => dialog.current!.close()}>
                  Close
                </button>
              )}
            </div>
          </>
        )}
      </form>
    </dialog>
  );
}
