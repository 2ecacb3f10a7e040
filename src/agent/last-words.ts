/** How long a program that is about to end by an uncaught error waits for the report of its end. */
const LAST_WORDS_MS = 2000;

/** Sets the flag when the report was sent, or could not be. */
export type Flag = Int32Array<SharedArrayBuffer>;

/** Wakes the thread that waits for the flag. */
export function raise(flag: Flag): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/**
 * Reports an uncaught error that is about to end this process. This thread runs nothing after such an error: it waits
 * while another one sends the report.
 * @param report receives the reason, a flag to raise, and how long it may take
 * @returns a function that removes the handler
 */
export function onUncaughtError(report: (reason: string, flag: Flag, timeoutMs: number) => void): () => void {
  const onError = (error: unknown): void => {
    // The program handles the error, and may continue.
    if (process.listenerCount('uncaughtException') > 0) return;
    if (process.hasUncaughtExceptionCaptureCallback()) return;
    const flag = new Int32Array(new SharedArrayBuffer(4));
    // Without its message, which may contain secrets.
    const name = error instanceof Error ? error.name : 'error';
    report(`The program ended with exit code 1 (uncaught ${name})`, flag, LAST_WORDS_MS);
    Atomics.wait(flag, 0, 0, LAST_WORDS_MS);
  };
  process.on('uncaughtExceptionMonitor', onError);
  return () => void process.off('uncaughtExceptionMonitor', onError);
}
