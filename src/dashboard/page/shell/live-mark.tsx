import { useEffect } from 'preact/hooks';
import { streamState, type StreamState } from '../live/stream.js';
import { announce } from './announcer.js';

const WORDS: Readonly<Record<StreamState, readonly [word: string, title: string]>> = {
  connecting: ['Connecting', 'The stream of changes is being opened'],
  live: ['Live', 'Changes are shown as they happen'],
  broken: [
    'Not live',
    'The stream of changes is broken: the page asks every few seconds instead, and connects again by itself',
  ],
};

/** Whether what is seen is live. */
export function LiveMark() {
  const state = streamState.value;
  const [word, title] = WORDS[state];
  useEffect(() => {
    if (state === 'broken') announce(title);
  }, [state, title]);
  return (
    <span class={`live live-${state}`} title={title}>
      <span class="live-dot" aria-hidden="true" />
      {word}
    </span>
  );
}
