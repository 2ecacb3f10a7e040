import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the heartbeat thread from its file. The build replaces this module by one that contains the thread as text
 * (`scripts/bundle-agent.mjs`): a bundled program has no such file.
 */
export const openThread = (options: WorkerOptions): Worker =>
  new Worker(new URL('./beat-thread.js', import.meta.url), options);
