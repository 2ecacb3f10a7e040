import { DomainError } from '../errors/domain-error.js';
import { exceededLimit } from '../http/json-limits.js';
import { decodeUtf8 } from '../http/utf8.js';
import { SLICE, type Batch, type BatchItem, type Slice } from './batch.js';
import type { BodyMemory } from './batches-in-hand.js';
import type { BodyBytes } from './body-bytes.js';
import { Breath } from './breathe.js';
import { notJson } from './item-scanner.js';
import type { Positions } from './positions.js';

/** Bytes that are parsed before they are processed and dropped. */
const SLICE_BYTES = 1024 * 1024;

/** The worker's name is searched for at the beginning of an item that is too large to parse. */
const LOOKED_AT = 1024;
const NAME = /"workerId"\s*:\s*"([^"\\]{1,128})"/;

export interface ReceivedItems {
  readonly body: BodyBytes;
  readonly starts: Positions;
  readonly ends: Positions;
  /** Maximum size of a single item in bytes. */
  readonly itemLimit: number;
  readonly memory: Pick<BodyMemory, 'noteGarbage'>;
  /** @throws if the client no longer waits for the answer */
  readonly requireClient: () => void;
}

/** A batch whose items have all arrived, and are parsed slice by slice. */
export class ReceivedBatch implements Batch {
  /** Bytes of the slice that was read last. */
  private last = 0;

  constructor(private readonly received: ReceivedItems) {}

  get length(): number {
    return this.received.starts.length;
  }

  async *slices(most = SLICE): AsyncGenerator<Slice> {
    for (let first = 0; first < this.length; ) {
      const slice = await this.read(first, most);
      this.received.body.drop(this.received.ends.at(first + slice.items.length - 1));
      yield slice;
      first += slice.items.length;
    }
  }

  /** Parses a slice of items, beginning with a given one. */
  protected async read(first: number, most: number): Promise<Slice> {
    const { starts, ends, memory, requireClient } = this.received;
    requireClient();
    memory.noteGarbage(this.last);
    const breath = new Breath();
    // Processing the previous slice may have taken a while.
    await breath.turn();
    const items: BatchItem[] = [];
    const begin = first === 0 ? 0 : ends.at(first - 1);
    let index = first;
    for (; index < starts.length && items.length < most; index += 1) {
      if (items.length > 0 && ends.at(index) - begin > SLICE_BYTES) break;
      if (breath.isDue) await breath.turn();
      items.push(this.itemAt(index));
    }
    this.last = ends.at(index - 1) - begin;
    return { first, items, bytes: this.last };
  }

  private itemAt(index: number): BatchItem {
    const { body, starts, ends, itemLimit } = this.received;
    const [start, end] = [starts.at(index), ends.at(index)];
    if (end - start > itemLimit) return tooLarge(body.slice(start, start + LOOKED_AT), itemLimit);
    const bytes = body.slice(start, end);
    const exceeded = exceededLimit(bytes);
    if (exceeded !== undefined) return unreadable(`The item is ${exceeded}`);
    const decoded = decodeUtf8(bytes);
    if ('invalidAt' in decoded) return unreadable(`Not valid UTF-8 at byte ${decoded.invalidAt} of the item`);
    try {
      return { value: JSON.parse(decoded.text) as unknown };
    } catch (error) {
      return unreadable(`Not JSON: ${(error as Error).message}`);
    }
  }
}

/**
 * Parses the elements of a JSON array: all of them must be JSON, or nothing is accepted. Those of a long
 * array are parsed twice, because they need more memory than their text.
 */
export class ReceivedArray extends ReceivedBatch {
  private only: Slice | undefined;

  /** @throws DomainError `malformed_json` */
  async checkBody(): Promise<void> {
    for (let first = 0; first < this.length; ) {
      const slice = await super.read(first, SLICE);
      for (const [index, item] of slice.items.entries())
        if ('error' in item && item.error.code === 'malformed_json')
          throw notJson(`element ${first + index}: ${item.error.message}`);
      first += slice.items.length;
      if (slice.items.length === this.length) this.only = slice;
    }
  }

  protected override async read(first: number, most: number): Promise<Slice> {
    return this.only ?? super.read(first, most);
  }
}

const unreadable = (message: string): BatchItem => ({
  error: new DomainError('malformed_json', { message }),
  workerId: null,
});

function tooLarge(beginning: Buffer, itemLimit: number): BatchItem {
  const message = `An item may have up to ${itemLimit.toLocaleString('en')} bytes`;
  return {
    error: new DomainError('body_too_large', { message }),
    workerId: NAME.exec(beginning.toString())?.[1] ?? null,
  };
}
