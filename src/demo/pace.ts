import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** The time of the demo, which may run faster than the clock, until it is halted. */
export class Pace {
  constructor(
    private readonly factor: number,
    readonly halt: AbortSignal,
  ) {
    // Everything that waits listens to it.
    setMaxListeners(0, halt);
  }

  /** Converts to milliseconds of the clock. */
  ms(seconds: number): number {
    return (seconds * 1000) / this.factor;
  }

  /** Formats a duration for people. */
  words(seconds: number): string {
    return `${Number((this.ms(seconds) / 1000).toFixed(1))} s`;
  }

  /** @throws the reason of the halt */
  async wait(seconds: number): Promise<void> {
    await pause(this.ms(seconds), undefined, { signal: this.halt });
  }
}
