import { isBlank, ItemScanner } from './item-scanner.js';

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d] as const;
const NONE = -1;

/** Finds the lines of NDJSON that are not blank, whichever way they end: LF, CRLF or CR. */
export class LineScanner extends ItemScanner {
  /** Where the line begins whose end has not been seen. */
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
