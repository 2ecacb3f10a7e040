import { onInterrupt } from './interrupt.js';
import { ansiOf, type Text } from './styled.js';
import { keysIn, type Key } from './watch/keys.js';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

/** Takes over the whole terminal until it is closed: its content is then restored, however the process ends. */
export class Screen {
  /** Whether a key came while something was read. */
  private wanted = false;
  private wake: () => void = () => undefined;
  private lines: readonly Text[] = [];
  private readonly forget = onInterrupt(() => this.closeScreen());

  /** @param onKey returns whether what is shown has to be read again */
  constructor(private readonly onKey: (key: Key) => boolean) {
    process.stdout.write(ENTER);
    process.stdin.setRawMode(true).resume().on('data', this.onData);
    process.stdout.on('resize', this.redraw);
    // Also after an exception: a terminal without echo or cursor would be unusable.
    process.once('exit', this.restore);
  }

  drawLines(lines: readonly Text[]): void {
    this.lines = lines;
    this.redraw();
  }

  /** Waits for `milliseconds`, or until a key asks for more. */
  async waitForKey(milliseconds: number): Promise<void> {
    if (this.wanted) {
      this.wanted = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wanted = false;
  }

  closeScreen(): void {
    this.forget();
    process.stdin.off('data', this.onData).pause();
    process.stdout.off('resize', this.redraw);
    process.off('exit', this.restore);
    this.restore();
  }

  private readonly restore = (): void => {
    process.stdin.setRawMode(false);
    process.stdout.write(LEAVE);
  };

  private readonly onData = (sent: Buffer): void => {
    for (const key of keysIn(sent.toString())) this.wanted = this.onKey(key) || this.wanted;
    if (this.wanted) this.wake();
  };

  /** Truncates lines that do not fit (no wrapping), and omits rows below the screen. */
  private readonly redraw = (): void => {
    const shown = this.lines.slice(0, Math.max(1, process.stdout.rows - 1));
    const text = shown.map((line) => `${ansiOf(line)}\x1b[0m\x1b[K`).join('\r\n');
    process.stdout.write(`\x1b[?7l\x1b[H${text}\x1b[J\x1b[?7h`);
  };
}
