import { setMaxListeners } from 'node:events';

/** What ends a wait before its result arrives. */
export interface Bounds {
  readonly ms?: number | undefined;
  readonly signals?: readonly (AbortSignal | undefined)[];
}

/** With more than this, setTimeout() fires immediately. */
export const LONGEST_TIMER_MS = 2_000_000_000;

/**
 * Runs `act` with a signal that aborts after `ms` or with the first of `signals`, and settles no later than that.
 *
 * Replaces AbortSignal.timeout() and AbortSignal.any(): Node.js 20 references both weakly and may collect them during
 * the wait, which then never ends. This function holds timer and listeners, and releases them at the end.
 * @throws DOMException `TimeoutError` after `ms`; the abort reason of a signal; whatever `act` throws
 */
export async function withDeadline<Result>(
  { ms, signals = [] }: Bounds,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  for (const signal of signals) signal?.throwIfAborted();
  const control = new AbortController();
  const releases: (() => void)[] = [];
  try {
    return await new Promise<Result>((resolve, reject) => {
      const end = (reason: unknown): void => {
        control.abort(reason);
        reject(reason);
      };
      if (ms !== undefined) releases.push(after(ms, () => end(timeoutError(ms))));
      for (const signal of signals)
        if (signal !== undefined) releases.push(whenAborted(signal, () => end(signal.reason)));
      act(control.signal).then(resolve, reject);
    });
  } finally {
    for (const release of releases) release();
  }
}

function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}

function whenAborted(signal: AbortSignal, then: () => void): () => void {
  // Any number of waits may end with one signal; Node.js would warn of a leak from the eleventh on.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', then, { once: true });
  return () => signal.removeEventListener('abort', then);
}

const timeoutError = (ms: number): DOMException =>
  new DOMException(`No result within ${ms} ms`, 'TimeoutError');
