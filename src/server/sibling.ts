import cluster from 'node:cluster';

/** What a process of several tells the first one, and what it is told. */
export type FromSibling = { readonly listening: string } | { readonly metricsFor: number };
export type ToSibling = 'stop' | { readonly metricsOf: number; readonly text: string };

/** Whether this is one of several processes on one port, which the first one has started. */
export const isSibling = (): boolean => cluster.isWorker;

/** Tells the first process; nothing happens where it is gone, as the stop is under way then. */
export function tellFirst(message: FromSibling): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

/** Calls back when the first process asks for the end, or is gone itself. */
export function onEndAsked(end: (reason: string) => void): void {
  if (!isSibling()) return;
  process.on('message', (message: ToSibling) => {
    if (message === 'stop') end('Asked by the first process');
  });
  process.once('disconnect', () => end('The first process is gone'));
}
