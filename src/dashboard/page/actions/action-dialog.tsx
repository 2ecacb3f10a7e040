import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { announce } from '../shell/announcer.js';
import { count, counted } from '../words/numbers.js';
import { ActionFields, givenIn } from './action-fields.js';
import { ActionResult } from './action-result.js';
import type { Given, RunnableAction } from './actions.js';
import { Affected } from './affected.js';
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
  const [total, setTotal] = useState(targets.length);
  const [isUndone, setUndone] = useState(false);
  const hasRun = useRef(false);
  const [phase, setPhase] = useState<'asking' | 'running' | 'done'>('asking');
  useEffect(() => {
    dialog.current!.showModal();
    return () => stop.current.abort();
  }, []);

  // The button that had the focus disappeared with its phase.
  useEffect(() => {
    if (phase !== 'asking')
      dialog.current!.querySelector<HTMLElement>('.dialog-result .dialog-end button')?.focus();
  }, [phase]);

  const targetName = targets.length === 1 ? targets[0]!.workerId : counted(targets.length, 'worker');
  const submit = (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    return run(action, targets, givenIn(new FormData(event.currentTarget as HTMLFormElement)));
  };
  const run = async (act: RunnableAction, on: readonly Target[], given: Given): Promise<void> => {
    const finished: Outcome[] = [];
    setOutcomes([]);
    setTotal(on.length);
    setPhase('running');
    await runAll(
      act,
      on,
      given,
      (outcome) => {
        finished.push(outcome);
        setOutcomes([...finished]);
      },
      stop.current.signal,
    );
    setPhase('done');
    hasRun.current = true;
    const failed = finished.filter(({ succeeded }) => !succeeded);
    announce(
      targets.length === 1
        ? finished[0]!.message
        : `Done for ${finished.length - failed.length} of ${targetName}`,
    );
  };
  const close = (): void => onClose(hasRun.current);
  const changed = outcomes.filter(({ succeeded }) => succeeded).map(({ target }) => target);
  const hasFailed = phase === 'done' && changed.length < outcomes.length;
  const undo = (): void => {
    setUndone(true);
    void run(action.undo!, changed, { reason: `Undo: ${action.word.toLowerCase()}` });
  };

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
        {/* Hidden, not removed, while it runs: what was typed is kept for another attempt. */}
        <div class="dialog-part" hidden={phase !== 'asking'}>
          <p>
            {targets.length === 1 ? <bdi>{targetName}</bdi> : `Each of ${targetName}`} {action.does}
          </p>
          <Affected targets={targets} />
          <ActionFields {...action} />
          <div class="dialog-end">
            <button type="button" class="quiet" onClick={() => dialog.current!.close()}>
              Cancel
            </button>
            <button type="submit" class={action.isGrave ? 'primary danger' : 'primary'}>
              {action.word}
            </button>
          </div>
        </div>
        {phase !== 'asking' && (
          <div class="dialog-part dialog-result">
            <ActionResult outcomes={outcomes} total={total} />
            <div class="dialog-end">
              {phase === 'running' && (
                <button type="button" class="quiet" onClick={() => stop.current.abort()}>
                  Stop
                </button>
              )}
              {phase === 'done' && (
                <button type="button" class="primary" onClick={() => dialog.current!.close()}>
                  Close
                </button>
              )}
              {hasFailed && !isUndone && (
                <button type="button" class="quiet" onClick={() => setPhase('asking')}>
                  Try again
                </button>
              )}
              {phase === 'done' && action.undo && changed.length > 0 && !isUndone && (
                <button type="button" class="quiet" onClick={undo}>
                  Undo: {action.undo.word.toLowerCase()} {changed.length > 1 ? count(changed.length) : ''}
                </button>
              )}
            </div>
          </div>
        )}
      </form>
    </dialog>
  );
}
