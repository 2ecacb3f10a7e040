import { stripVTControlCharacters } from 'node:util';
import { plain, type Output } from '../cli/output.js';
import type { DemoWorker } from './demo-worker.js';

/** Tells what happens: a line for people, or an object a line for scripts. */
export class Narrator {
  constructor(readonly out: Output) {}

  /** @param what happened to the worker, as the rest of a sentence that begins with its name */
  worker(event: string, { workerId, zone }: Pick<DemoWorker, 'workerId' | 'zone'>, what: string): void {
    this.say({ event, worker: workerId, zone }, `worker ${this.out.colours.bold(workerId)} ${what}`);
  }

  /** @param message a sentence */
  tell(event: string, message: string): void {
    this.say({ event }, message);
  }

  /** What the service found. */
  service(event: string, message: string): void {
    this.say({ event }, `${this.out.colours.cyan('service:')} ${message}`);
  }

  private say(of: object, line: string): void {
    const now = new Date();
    if (this.out.json)
      this.out.record({ at: now.toISOString(), ...of, message: stripVTControlCharacters(line) });
    else this.out.line(`${this.out.colours.dim(now.toLocaleTimeString('en-GB'))}  ${plain(line)}`);
  }
}
