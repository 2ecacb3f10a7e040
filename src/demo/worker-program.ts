import { setTimeout as pause } from 'node:timers/promises';
import { WorkerAgent, type WorkerAgentOptions } from '../agent/index.js';
import type { FromProgram, ToProgram } from './program-orders.js';

// A worker as its author writes it: a process with the agent of the library. It follows the demo's messages.
const agent = new WorkerAgent(JSON.parse(process.argv[2]!) as WorkerAgentOptions);

const tell = (message: FromProgram): void => void process.send?.(message);

async function work(jobId: string, ms: number): Promise<void> {
  tell({ began: jobId });
  await agent.run(jobId, (signal) => pause(ms, undefined, { signal }));
  await agent.endJob(jobId);
}

process.on('message', (order: ToProgram) => {
  // Blocks the event loop without using the CPU.
  if ('stallMs' in order) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.stallMs);
  // A revoked job ends with an error.
  else if (Date.now() < order.until) void work(order.run, order.ms).catch(() => undefined);
});
// Ctrl-C reaches every process of a terminal; the demo itself ends them in order.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit());

agent.on('registered', ({ outcome }) => tell({ outcome }));
await agent.start();
