import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT, Failure } from '../cli/failure.js';
import type { FromServer } from './run-demo-server.js';
import type { DemoServerOptions } from './settings.js';

const PROGRAM = fileURLToPath(new URL('server-program.js', import.meta.url));
/** Number of output characters kept, to be printed if it ends unexpectedly. */
const REMEMBERED = 2000;

/** The service of the demo: a separate process, which workers reach over the network. */
export class DemoServer {
  /** Rejects if the process ends unexpectedly. */
  readonly died: Promise<never>;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly listens: Promise<void>;
  private said = '';
  private stopping = false;

  constructor(options: DemoServerOptions) {
    this.child = fork(PROGRAM, [JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-REMEMBERED)));
    this.ended = new Promise((resolve) => void this.child.once('close', resolve));
    this.listens = new Promise((resolve, reject) => {
      this.child.on('message', (message: FromServer) => {
        if ('listens' in message) resolve();
        else reject(new Failure(message.failed, '', EXIT.failed));
      });
    });
    this.died = this.ended.then(async () => {
      if (this.stopping) return new Promise<never>(() => undefined);
      // The process reports itself why it did not start.
      await this.listens;
      throw new Failure('The service of the demo ended unexpectedly', this.said, EXIT.failed);
    });
    this.died.catch(() => undefined);
    this.listens.catch(() => undefined);
  }

  /** @throws Failure if it cannot start */
  async waitUntilReady(): Promise<void> {
    const gone = this.ended.then(() => {
      throw new Failure('The service of the demo did not start', this.said, EXIT.failed);
    });
    await Promise.race([this.listens, gone]);
  }

  /** Ends it and its database. */
  async stopServer(): Promise<void> {
    this.stopping = true;
    if (this.child.connected) this.child.send('stop', () => undefined);
    await this.ended;
  }
}
