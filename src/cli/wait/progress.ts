import { ansiOf } from '../styled.js';
import type { Output } from '../output.js';

/** Shows what is being waited for: one line that changes on a terminal, a line per change elsewhere. */
export class Progress {
  private shown = '';

  constructor(private readonly out: Output) {}

  showState(state: string): void {
    if (state === this.shown) return;
    this.shown = state;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${ansiOf(state)}`);
    else this.out.writeNote(state);
  }

  /** Clears the line that changes. */
  clearLine(): void {
    if (this.shown !== '' && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
