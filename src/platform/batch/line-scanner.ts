import { isBlank, ItemScanner } from './item-scanner.js';

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d] as const;
const NONE = -1;

/** Finds the non-blank lines of NDJSON, with any line ending: LF, CRLF or CR. */
export class LineScanner extends ItemScanner {
  /** Start of the line whose end has not been found. */
  private start = NONE;

  override scan(chunk: Uint8Array): void {
    const { scanned } = this;
    let { start } = this;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (start === NONE) {
        if (!isBlank(byte)) start = scanned + at;
      } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        this.add(start, scanned + at);
        start = NONE;
      }
    }
    this.start = start;
    this.scanned += chunk.length;
  }

  override end(): void {
    if (this.start !== NONE) this.add(this.start, this.scanned);
    this.start = NONE;
  }
}
