import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { opened } from './keys.js';

/** A click beside the dialog closes it, where the browser knows that. */
const LIGHT = { closedby: 'any' } as const;

interface FrameDialogProps {
  title: string;
  children: ComponentChildren;
}

/** A dialog of the frame; `Esc` closes it. */
export function FrameDialog({ title, children }: FrameDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const close = (): void => {
    opened.value = undefined;
  };
  return (
    <dialog ref={dialog} class="dialog frame-dialog" aria-label={title} onClose={close} {...LIGHT}>
      {children}
    </dialog>
  );
}
