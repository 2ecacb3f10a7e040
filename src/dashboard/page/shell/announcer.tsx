import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const said = signal('');

/** Tells who listens rather than looks; what is said twice in a row is heard once. */
export function announce(sentence: string): void {
  said.value = sentence;
}

/** Tells of a sentence when it becomes another; what is there at first is read with the page. */
export function useAnnouncement(sentence: string): void {
  const before = useRef(sentence);
  useEffect(() => {
    if (before.current !== sentence) announce(sentence);
    before.current = sentence;
  }, [sentence]);
}

export const Announcer = () => (
  <p class="unseen" role="status" aria-live="polite">
    {said}
  </p>
);
