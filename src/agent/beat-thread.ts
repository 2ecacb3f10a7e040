import { parentPort, workerData } from 'node:worker_threads';
import { BeatingWorker } from './beating-worker.js';
import type { FromThread, ThreadStart, ToThread } from './messages.js';

// The thread that beats: all HTTP is here, so that a program whose event loop stands still keeps its lease.
const port = parentPort!;
const worker = new BeatingWorker(workerData as ThreadStart, (message: FromThread) =>
  port.postMessage(message),
);
port.on('message', (message: ToThread) => worker.take(message));
worker.start();
