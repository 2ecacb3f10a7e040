import { useEffect } from 'preact/hooks';
import { streamState, type StreamState } from '../live/stream.js';
import { announce } from './announcer.js';

const WORDS: Readonly<Record<StreamState, readonly [word: string, title: string]>> = {
  connecting: ['Connecting', 'Connecting to the stream of changes'],
  live: ['Live', 'Changes are shown as they happen'],
  broken: [
    'Not live',
    'The stream of changes is interrupted: the page polls every few seconds and reconnects by itself',
  ],
};

/** Whether the page is live. */
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
