import { once } from 'node:events';

/** Waits until the promise settles or the signal is aborted; an abort does not cancel the work. */
export async function orAborted(wait: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (wait === undefined) return;
  const given = new AbortController();
  const aborted = once(signal, 'abort', { signal: given.signal }).then(
    () => signal.throwIfAborted(),
    () => undefined,
  );
  await Promise.race([wait, aborted]).finally(() => given.abort());
}
