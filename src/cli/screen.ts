import { onInterrupt } from './interrupt.js';
import { ansiOf, type Text } from './styled.js';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const CTRL_C = '\x03';

/** Takes over the whole terminal until it is closed: its content is then restored, however the process ends. */
export class Screen {
  /** Whether Ctrl-C ended it, rather than q. */
  interrupted = false;
  private ended = false;
  private wake: () => void = () => undefined;
  private lines: readonly Text[] = [];
  private readonly forget = onInterrupt(() => this.close());

  constructor() {
    process.stdout.write(ENTER);
    process.stdin.setRawMode(true).resume().on('data', this.onKey);
    process.stdout.on('resize', this.redraw);
    // Also after an exception: a terminal without echo or cursor would be unusable.
    process.once('exit', this.restore);
  }

  draw(lines: readonly Text[]): void {
    this.lines = lines;
    this.redraw();
  }

  /** Waits for `milliseconds`. @returns immediately, with true, if the user quits */
  async endsWithin(milliseconds: number): Promise<boolean> {
    if (this.ended) return true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.ended;
  }

  close(): void {
    this.forget();
    process.stdin.off('data', this.onKey).pause();
    process.stdout.off('resize', this.redraw);
    process.off('exit', this.restore);
    this.restore();
  }

  private readonly restore = (): void => {
    process.stdin.setRawMode(false);
    process.stdout.write(LEAVE);
  };

  private readonly onKey = (keys: Buffer): void => {
    const text = keys.toString();
    if (!/[qQ]/.test(text) && !text.includes(CTRL_C)) return;
    this.interrupted = text.includes(CTRL_C);
    this.ended = true;
    this.wake();
  };

  /** Truncates lines that do not fit (no wrapping), and omits rows below the screen. */
  private readonly redraw = (): void => {
    const shown = this.lines.slice(0, Math.max(1, process.stdout.rows - 1));
    const text = shown.map((line) => `${ansiOf(line)}\x1b[0m\x1b[K`).join('\r\n');
    process.stdout.write(`\x1b[?7l\x1b[H${text}\x1b[J\x1b[?7h`);
  };
}
