import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { opened } from './keys.js';

/** A click beside the dialog closes it, where the browser knows that. */
const LIGHT = { closedby: 'any' } as const;

interface FrameDialogProps {
  name: NonNullable<typeof opened.value>;
  title: string;
  children: ComponentChildren;
}

/** A dialog of the frame; `Esc` closes it. */
export function FrameDialog({ name, title, children }: FrameDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  // The event comes later than the key: another dialog may be open by then.
  const close = (): void => {
    if (opened.value === name) opened.value = undefined;
  };
  return (
    <dialog ref={dialog} class="dialog frame-dialog" aria-label={title} onClose={close} {...LIGHT}>
      {children}
    </dialog>
  );
}
