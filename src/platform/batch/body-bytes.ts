const BLOCK = 256 * 1024;

/** A chunk of this size is kept as it is. */
const KEPT = 16 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Bytes in blocks as they arrive: the whole is never copied, and blocks that have been read can be dropped. Large chunks are
 * blocks themselves, so that they are not in memory twice.
 */
export class BodyBytes {
  private readonly blocks: Buffer[] = [];
  /** Position of the first byte of each block. */
  private readonly begins: number[] = [];
  private dropped = 0;
  private count = 0;
  /** Reused by `slice()` for what is in several blocks. */
  private copied = NOTHING;

  /** @param expected the announced number of bytes */
  constructor(private readonly expected = BLOCK) {}

  get length(): number {
    return this.count;
  }

  append(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const block = this.partlyFull() ?? this.kept(chunk.subarray(from)) ?? this.newBlock();
      const at = this.count - this.begins.at(-1)!;
      const part = Math.min(block.length - at, chunk.length - from);
      if (block.buffer !== chunk.buffer) block.set(chunk.subarray(from, from + part), at);
      from += part;
      this.count += part;
    }
  }

  /** Returns the bytes between two positions, valid until the next call: a view if one block has them all, else a copy. */
  slice(start: number, end: number): Buffer {
    const first = this.blockAt(start);
    const begin = this.begins[first] ?? 0;
    const block = this.blocks[first] ?? NOTHING;
    if (end <= begin + block.length) return block.subarray(start - begin, end - begin);
    return this.copy(first, start, Math.min(end, this.count));
  }

  /** Drops the blocks that end before a position. */
  drop(before: number): void {
    while (this.dropped + 1 < this.blocks.length && this.begins[this.dropped + 1]! <= before) {
      this.blocks[this.dropped] = NOTHING;
      this.dropped += 1;
    }
  }

  private copy(first: number, start: number, end: number): Buffer {
    if (this.copied.length < end - start) this.copied = Buffer.allocUnsafeSlow(end - start);
    for (let at = first; at < this.blocks.length && this.begins[at]! < end; at += 1) {
      const begin = this.begins[at]!;
      const part = this.blocks[at]!.subarray(Math.max(0, start - begin), end - begin);
      this.copied.set(part, Math.max(begin, start) - start);
    }
    return this.copied.subarray(0, end - start);
  }

  private partlyFull(): Buffer | undefined {
    const last = this.blocks.at(-1);
    return last !== undefined && this.count - this.begins.at(-1)! < last.length ? last : undefined;
  }

  /** Keeps a chunk as a block, unless it is small, or little of what it holds in memory. */
  private kept(chunk: Uint8Array): Buffer | undefined {
    if (chunk.length < KEPT || chunk.length < chunk.buffer.byteLength / 2) return undefined;
    return this.add(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }

  private newBlock(): Buffer {
    const left = this.expected - this.count;
    return this.add(Buffer.allocUnsafeSlow(left > 0 ? Math.min(left, BLOCK) : BLOCK));
  }

  private add(block: Buffer): Buffer {
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
