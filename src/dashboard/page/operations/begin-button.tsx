import { useState } from 'preact/hooks';
import { may } from '../api/session.js';
import { NewOperation } from './new-operation.js';
import type { Draft } from './operation-form.js';

interface BeginButtonProps {
  word: string;
  /** What it is about, for readers who hear the button alone. */
  label?: string;
  draft: Draft;
}

/** Opens the dialog of a new operation; nothing for readers who may not begin one. */
export function BeginButton({ word, label = word, draft }: BeginButtonProps) {
  const [isOpen, setOpen] = useState(false);
  if (!may('operator')) return null;
  return (
    <>
      <button type="button" class="quiet" aria-label={label} onClick={() => setOpen(true)}>
        {word}
      </button>
      {isOpen && <NewOperation draft={draft} onClose={() => setOpen(false)} />}
    </>
  );
}
