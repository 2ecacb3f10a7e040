import { parentPort, workerData } from 'node:worker_threads';
import { BeatingWorker } from './beating-worker.js';
import type { FromThread, ThreadStart, ToThread } from './messages.js';

// The heartbeat thread. All HTTP happens here, so that a program whose event loop is blocked keeps its lease.
const port = parentPort!;
const worker = new BeatingWorker(workerData as ThreadStart, (message: FromThread) =>
  port.postMessage(message),
);
port.on('message', (message: ToThread) => worker.handleMessage(message));
worker.startBeating();
