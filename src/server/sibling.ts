import cluster from 'node:cluster';

/** Messages between the first process and the others. */
export type FromSibling = { readonly listening: string } | { readonly metricsFor: number };
export type ToSibling = 'stop' | { readonly metricsOf: number; readonly text: string };

/** Whether this is one of several processes on one port, started by the first one. */
export const isSibling = (): boolean => cluster.isWorker;

/**
 * Sends a message to the first process; does nothing if that is gone, because then the stop is in progress.
 */
export function tellFirst(message: FromSibling): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

/** Calls back when the first process asks for the stop, or is gone itself. */
export function onEndAsked(end: (reason: string) => void): void {
  if (!isSibling()) return;
  process.on('message', (message: ToSibling) => {
    if (message === 'stop') end('Requested by the first process');
  });
  process.once('disconnect', () => end('The first process is gone'));
}
