import { once } from 'node:events';

/** Waits no longer than until the signal is aborted; what was waited for goes on. */
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
