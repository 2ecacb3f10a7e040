const BLOCK = 256 * 1024;

/**
 * Bytes in blocks as they arrive: the whole is never copied, and blocks that have been read can be dropped.
 */
export class BodyBytes {
  private readonly blocks: Buffer[] = [];
  /** Position of the first byte of each block; only the first blocks differ in size. */
  private readonly begins: number[] = [];
  private dropped = 0;
  private count = 0;

  /** @param expected the announced number of bytes */
  constructor(private readonly expected = BLOCK) {}

  get length(): number {
    return this.count;
  }

  append(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const block = this.room();
      const at = this.count - this.begins.at(-1)!;
      const part = Math.min(block.length - at, chunk.length - from);
      block.set(chunk.subarray(from, from + part), at);
      from += part;
      this.count += part;
    }
  }

  /** Returns the bytes between two positions: a view if one block has them all, else a copy. */
  slice(start: number, end: number): Buffer {
    const first = this.blockAt(start);
    const parts: Buffer[] = [];
    for (let at = first; at < this.blocks.length && this.begins[at]! < end; at += 1) {
      const begin = this.begins[at]!;
      parts.push(this.blocks[at]!.subarray(Math.max(0, start - begin), end - begin));
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Drops the blocks that end before a position. */
  drop(before: number): void {
    while (this.dropped + 1 < this.blocks.length && this.begins[this.dropped + 1]! <= before) {
      this.blocks[this.dropped] = NOTHING;
      this.dropped += 1;
    }
  }

  private room(): Buffer {
    const last = this.blocks.at(-1);
    if (last !== undefined && this.count - this.begins.at(-1)! < last.length) return last;
    const left = this.expected - this.count;
    const block = Buffer.allocUnsafeSlow(left > 0 ? Math.min(left, BLOCK) : BLOCK);
    this.blocks.push(block);
    this.begins.push(this.count);
    return block;
  }

  private blockAt(place: number): number {
    let [low, high] = [0, this.begins.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begins[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const NOTHING = Buffer.alloc(0);
