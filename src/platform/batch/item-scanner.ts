import { DomainError } from '../errors/domain-error.js';
import { tooManyItems } from './batch.js';
import { Positions } from './positions.js';

/** Finds where items begin and end in a body while it arrives, without parsing. */
export abstract class ItemScanner {
  readonly starts = new Positions();
  readonly ends = new Positions();
  /** Number of bytes scanned so far. */
  protected scanned = 0;

  /** @param mostItems the scan fails at the next item */
  constructor(private readonly mostItems: number) {}

  /**
   * Scans the next bytes.
   * @throws DomainError `too_many_items`, `malformed_json`
   */
  abstract scan(chunk: Uint8Array): void;

  /**
   * Ends the scan: there are no more bytes.
   * @throws DomainError `too_many_items`, `malformed_json`
   */
  abstract end(): void;

  protected add(start: number, end: number): void {
    if (this.starts.length >= this.mostItems) throw tooManyItems(this.mostItems);
    this.starts.push(start);
    this.ends.push(end);
  }
}

export const notJson = (reason: string): DomainError =>
  new DomainError('malformed_json', { message: `The body is not JSON: ${reason}` });

const SPACE = 0x20;

/** Whether JSON allows the byte between values: space, tab, LF or CR. */
export const isBlank = (byte: number): boolean =>
  byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09);
