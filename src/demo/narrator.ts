import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../cli/output.js';
import { ansiOf, styled, type Text } from '../cli/styled.js';
import type { DemoWorker } from './demo-worker.js';

/** Prints what happens: a line for people, or a JSON object per line for scripts. */
export class Narrator {
  constructor(readonly out: Output) {}

  /** @param what the rest of a sentence that begins with the worker's name */
  narrateWorker(
    event: string,
    { workerId, zone }: Pick<DemoWorker, 'workerId' | 'zone'>,
    what: string,
  ): void {
    this.say({ event, worker: workerId, zone }, styled`worker ${this.out.paint.bold(workerId)} ${what}`);
  }

  /** @param message a sentence */
  narrateEvent(event: string, message: string): void {
    this.say({ event }, message);
  }

  /** Prints what the service found. */
  narrateService(event: string, message: string): void {
    this.say({ event }, styled`${this.out.paint.cyan('service:')} ${message}`);
  }

  private say(of: object, line: Text): void {
    const now = new Date();
    if (this.out.json)
      this.out.writeRecord({ at: now.toISOString(), ...of, message: stripVTControlCharacters(ansiOf(line)) });
    else this.out.writeLine(styled`${this.out.paint.dim(now.toLocaleTimeString('en-GB'))}  ${line}`);
  }
}
