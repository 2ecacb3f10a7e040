import { isBlank, ItemScanner, notJson } from './item-scanner.js';

const [QUOTE, COMMA, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
] as const;
const BOM = [0xef, 0xbb, 0xbf] as const;
const NONE = -1;

/**
 * Finds the elements of a JSON array: the texts between commas outside of strings and other brackets. Whether
 * an element is valid JSON is left to the parser.
 */
export class ArrayScanner extends ItemScanner {
  private state: 'before' | 'within' | 'after' = 'before';
  private levels = 0;
  private inString = false;
  private escaped = false;
  /** Start of the element whose end has not been found. */
  private start = NONE;
  private separated = false;

  private isOther = false;

  /** Whether an array has begun. */
  get isArray(): boolean {
    return this.state !== 'before';
  }

  override scan(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.isOther; ) {
      if (this.state === 'within') at = this.scanItems(chunk, at);
      else {
        this.scanAround(chunk[at]!, this.scanned + at);
        at += 1;
      }
    }
    this.scanned += chunk.length;
  }

  override end(): void {
    if (this.state === 'within') throw notJson('it ends before its array does');
  }

  /**
   * Scans up to the end of the array or of the bytes.
   * @returns the position after it
   */
  private scanItems(chunk: Uint8Array, from: number): number {
    const { scanned } = this;
    let { levels, inString, escaped, start } = this;
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (isBlank(byte)) continue;
      if (levels === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
        this.endItem(start, scanned + at, byte === COMMA);
        start = NONE;
        if (byte === CLOSE_LIST) {
          at += 1;
          break;
        }
        continue;
      }
      if (start === NONE) start = scanned + at;
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) levels += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) levels -= 1;
      if (levels < 0) throw notJson(`unexpected bracket at byte ${scanned + at}`);
    }
    this.levels = levels;
    this.inString = inString;
    this.escaped = escaped;
    this.start = start;
    return at;
  }

  private endItem(start: number, end: number, another: boolean): void {
    if (start !== NONE) this.add(start, end);
    // Only an array without elements may end where an element could begin.
    else if (another || this.separated) throw notJson(`an element is missing at byte ${end}`);
    this.separated = another;
    if (!another) this.state = 'after';
  }

  private scanAround(byte: number, place: number): void {
    if (isBlank(byte) || (place < BOM.length && byte === BOM[place])) return;
    if (this.state === 'after') throw notJson(`something follows the array at byte ${place}`);
    if (byte === OPEN_LIST) this.state = 'within';
    else this.isOther = true;
  }
}
