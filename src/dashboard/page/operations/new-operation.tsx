import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { change, Failure } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { Preview } from '../api/types.js';
import { go, hrefOf } from '../route/route.js';
import { announce } from '../shell/announcer.js';
import { bodyOf, isWithdrawing, KINDS, type Draft } from './operation-form.js';
import { PreviewOf } from './preview.js';

/** Longer than the time between two keystrokes. */
const TYPING_MS = 300;
/** Sent with a preview while no reason was given. */
const NO_REASON = 'Preview';

interface NewOperationProps {
  draft: Draft;
  onClose: () => void;
}

const textOf = (error: unknown): string => (error instanceof Failure ? error.message : String(error));

/** Asks what an operation does to which workers, and shows what it would change before it begins. */
export function NewOperation({ draft, onClose }: NewOperationProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const title = useId();
  const [kind, setKind] = useState<string>(draft.kind ?? 'drain');
  const [edits, setEdits] = useState(0);
  const [preview, setPreview] = useState<Preview>();
  const [failure, setFailure] = useState('');
  const [isBeginning, setBeginning] = useState(false);
  useEffect(() => dialog.current!.showModal(), []);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      if (form.current === null) return;
      const body = bodyOf(draft, new FormData(form.current));
      setPreview(undefined);
      setFailure('');
      if (body === undefined) return;
      change<Preview>('POST', '/operations', { reason: NO_REASON, ...body, dryRun: true }).then(
        (found) => void (isOver || setPreview(found)),
        (error: unknown) => void (isOver || setFailure(textOf(error))),
      );
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [kind, edits]);

  const begin = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const body = bodyOf(draft, new FormData(form.current!));
    if (body === undefined || isBeginning) return;
    setBeginning(true);
    try {
      const { message } = await change<{ message: string }>('POST', '/operations', body);
      announce(message);
      dialog.current!.close();
      go(hrefOf('operations'));
    } catch (error) {
      noteFailure(error);
      setFailure(textOf(error));
      setBeginning(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={title} onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => void begin(event)}
        onInput={() => setEdits((before) => before + 1)}
      >
        <h2 id={title}>New operation</h2>
        <div class="dialog-part">
          <div class="fields">
            <label>
              What
              <select name="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
                {Object.entries(KINDS).map(([value, word]) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </select>
            </label>
            <Workers draft={draft} />
            <label>
              Reason
              <input name="reason" required maxLength={1000} autoComplete="off" />
            </label>
            {isWithdrawing(kind) && <Steps draft={draft} />}
            <label>
              Deadline
              <input name="deadline" placeholder="Such as 30m or 4h; empty: none" autoComplete="off" />
            </label>
          </div>
          {failure !== '' && (
            <p class="tone-bad" role="alert">
              {failure}
            </p>
          )}
          {preview && <PreviewOf preview={preview} />}
          <div class="dialog-end">
            <button type="button" class="quiet" onClick={() => dialog.current!.close()}>
              Cancel
            </button>
            <button type="submit" class="primary" disabled={isBeginning}>
              Begin
            </button>
          </div>
        </div>
      </form>
    </dialog>
  );
}

function Workers({ draft: { select } }: { draft: Draft }) {
  if (select !== undefined)
    return (
      <p>
        All workers that match:{' '}
        {Object.entries(select).map(([name, value]) => (
          <code key={name} class="tag">
            {name} = {value === '' ? 'none' : value}
          </code>
        ))}
      </p>
    );
  return (
    <label>
      Workers
      <textarea name="names" rows={4} placeholder="Names, one per line" spellcheck={false} required />
    </label>
  );
}

const Steps = ({ draft: { maxUnavailable = '', byZone = false } }: { draft: Draft }) => (
  <>
    <label>
      Unavailable at once
      <input
        name="maxUnavailable"
        defaultValue={maxUnavailable}
        placeholder="Such as 10% or 5; empty: all"
        autoComplete="off"
      />
    </label>
    <label class="check">
      <input type="checkbox" name="byZone" defaultChecked={byZone} /> One zone after the other
    </label>
    <label>
      Wait for replacements
      <input name="wait" placeholder="version=2.5.1 or tag=new; empty: none" autoComplete="off" />
    </label>
  </>
);
