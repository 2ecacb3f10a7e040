import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const said = signal('');

/** Announces a sentence to screen readers; the same sentence twice in a row is announced once. */
export function announce(sentence: string): void {
  said.value = sentence;
}

/** Announces a sentence when it changes; the first one is read with the page. */
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
