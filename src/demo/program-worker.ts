import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../agent/deadline.js';
import type { WorkerAgentOptions } from '../agent/index.js';
import type { DemoWorker, DemoWorkerCallbacks } from './demo-worker.js';
import type { FromProgram, ToProgram } from './program-orders.js';

const PROGRAM = fileURLToPath(new URL('worker-program.js', import.meta.url));

/** A worker that does not begin a job within this time does not get it. */
const PATIENCE_MS = 500;

/** A worker that is a process with the agent of the library: it is really killed, and really blocks. */
export class ProgramWorker implements DemoWorker {
  readonly workerId: string;
  private child: ChildProcess | undefined;
  private readonly beginnings = new EventEmitter();

  constructor(
    private readonly options: WorkerAgentOptions,
    readonly zone: string,
    private readonly callbacks: DemoWorkerCallbacks,
  ) {
    this.workerId = options.workerId;
  }

  get runs(): boolean {
    return this.child !== undefined;
  }

  async startWorker(): Promise<void> {
    const child = fork(PROGRAM, [JSON.stringify(this.options)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.child = child;
    await new Promise<void>((resolve) => {
      child.on('message', (message: FromProgram) => {
        if ('began' in message) return this.beginnings.emit(message.began);
        this.callbacks.registered(this, message.outcome);
        return resolve();
      });
      child.once('exit', () => {
        if (this.child === child) this.child = undefined;
        resolve();
      });
    });
  }

  crashWorker(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  async takeJob(jobId: string, ms: number): Promise<boolean> {
    const began = withDeadline({ ms: PATIENCE_MS }, (signal) => once(this.beginnings, jobId, { signal }));
    this.send({ run: jobId, ms, until: Date.now() + PATIENCE_MS });
    return began.then(
      () => true,
      () => false,
    );
  }

  /** Blocks its event loop for `ms`. */
  blockEventLoop(ms: number): void {
    this.send({ stallMs: ms });
  }

  private send(message: ToProgram): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }
}
