import { signal } from '@preact/signals';
import { API } from '../api/paths.js';
import { lookWhoReads } from '../api/session.js';
import type { JournalEvent } from '../api/types.js';

/** `live`: changes arrive by themselves. `broken`: none arrive, and the page polls. */
export type StreamState = 'connecting' | 'live' | 'broken';

export const streamState = signal<StreamState>('connecting');

/** The service sends something every 15 s: a connection that is silent for this long is dead. */
const SILENCE_MS = 40_000;
/** Delay before a refused stream is retried; it grows each time. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

/** Undefined: something may have been missed, and everything has to be read again. */
type Listener = (event: JournalEvent | undefined) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;
let position = '';
let silence: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let pause = FIRST_RETRY_MS;

/** @returns a function that ends it */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function openStream(): void {
  closeStream();
  const from = position === '' ? '' : `?lastEventId=${encodeURIComponent(position)}`;
  source = new EventSource(`${API}/events/stream${from}`);
  source.addEventListener('open', () => {
    pause = FIRST_RETRY_MS;
    streamState.value = 'live';
    hear();
    // A stream misses nothing from its first moment on; what came before it has to be read.
    if (position === '') tell(undefined);
  });
  source.addEventListener('message', (message) => {
    note(message);
    tell(JSON.parse(message.data as string) as JournalEvent);
  });
  source.addEventListener('heartbeat', note);
  source.addEventListener('reset', (message) => {
    note(message);
    tell(undefined);
  });
  source.addEventListener('error', () => {
    streamState.value = 'broken';
    // While it reconnects by itself it resumes where it was; a refused one is closed permanently.
    if (source?.readyState === EventSource.CLOSED) tryLater();
  });
}

export function closeStream(): void {
  source?.close();
  clearTimeout(silence);
  clearTimeout(retry);
}

/** Reads everything that is shown again, now. */
export const readAgain = (): void => tell(undefined);

function note({ lastEventId }: MessageEvent): void {
  if (lastEventId !== '') position = lastEventId;
  hear();
}

function hear(): void {
  streamState.value = 'live';
  clearTimeout(silence);
  silence = setTimeout(() => {
    streamState.value = 'broken';
    openStream();
  }, SILENCE_MS);
}

function tryLater(): void {
  clearTimeout(retry);
  retry = setTimeout(() => {
    void lookWhoReads();
    openStream();
  }, pause);
  pause = Math.min(pause * 2, LAST_RETRY_MS);
}

function tell(event: JournalEvent | undefined): void {
  for (const listener of listeners) listener(event);
}
