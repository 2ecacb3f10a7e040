import type { Worker } from 'node:worker_threads';
import { AgentError, stoppedError } from './agent-error.js';
import { pauseMs } from './backoff.js';
import type { FromThread, Heard, ThreadStart, ToThread } from './messages.js';
import { openThread } from './thread-source.js';

type Body = Readonly<Record<string, unknown>>;

interface WaitingCall {
  readonly resolve: (body: Body) => void;
  readonly reject: (error: unknown) => void;
}

/** Between two starts of a thread that dies repeatedly. */
const RESTART_PAUSE = { firstMs: 1000, longestMs: 30_000 };

/** The program's end of the link to the heartbeat thread. Starts a new thread when one dies. */
export class ThreadLink {
  private thread: Worker | undefined;
  private readonly calls = new Map<number, WaitingCall>();
  private lastCall = 0;
  private deaths = 0;
  private restart: NodeJS.Timeout | undefined;
  private over = false;

  /**
   * @param startOf returns the data for a new thread, called at each start
   * @param heard receives the thread's messages, except responses to calls
   * @param died called with the reason, before another thread starts
   */
  constructor(
    private readonly startOf: () => ThreadStart,
    private readonly heard: (message: Heard) => void,
    private readonly died: (error: Error) => void,
  ) {
    this.open();
  }

  sendMessage(message: ToThread): void {
    this.thread?.postMessage(message);
  }

  /** @throws AgentError; the abort reason of the signal */
  callApi(method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<Body> {
    if (this.over) return Promise.reject(stoppedError());
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    this.lastCall += 1;
    const call = this.lastCall;
    return new Promise<Body>((resolve, reject) => {
      const onAbort = (): void => {
        this.sendMessage({ kind: 'cancel', call });
        this.calls.get(call)?.reject(signal?.reason);
      };
      const settled = (): void => {
        this.calls.delete(call);
        signal?.removeEventListener('abort', onAbort);
      };
      this.calls.set(call, {
        resolve: (answer) => (settled(), resolve(answer)),
        reject: (error) => (settled(), reject(error)),
      });
      signal?.addEventListener('abort', onAbort);
      this.sendMessage({ kind: 'call', call, method, path, body });
    });
  }

  /** Ends the thread and rejects pending calls. */
  async closeThread(error = stoppedError()): Promise<void> {
    this.over = true;
    clearTimeout(this.restart);
    this.refuseAll(error);
    await this.thread?.terminate();
  }

  private open(): void {
    const thread = openThread({
      workerData: this.startOf(),
      name: 'worker-registration-agent',
      // What the program preloads, such as a tracer or a loader, is not for this thread.
      execArgv: [],
    });
    this.thread = thread;
    thread.on('message', (message: FromThread) => this.handleMessage(message));
    // 'exit' follows and does the rest.
    let why = new Error('The heartbeat thread has ended');
    thread.on('error', (error) => (why = error));
    thread.on('exit', () => this.ended(why));
  }

  private handleMessage(message: FromThread): void {
    if (message.kind === 'called') this.calls.get(message.call)?.resolve(message.body);
    else if (message.kind === 'call-refused') {
      this.calls.get(message.call)?.reject(new AgentError(message.refusal));
    } else if (!this.over) this.heard(message);
  }

  private ended(error: Error): void {
    if (this.over) return;
    this.thread = undefined;
    this.deaths += 1;
    this.refuseAll(error);
    this.died(error);
    this.restart = setTimeout(() => this.open(), pauseMs(this.deaths, RESTART_PAUSE, Math.random()));
  }

  private refuseAll(error: Error): void {
    for (const { reject } of this.calls.values()) reject(error);
  }
}
