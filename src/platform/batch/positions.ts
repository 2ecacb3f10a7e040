const BLOCK = 1024;

/** A growing list of positions in a body: 4 bytes each in place of up to 12, and no copies while it grows. */
export class Positions {
  private readonly blocks: Uint32Array[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Memory in bytes. */
  get bytes(): number {
    return this.blocks.length * BLOCK * Uint32Array.BYTES_PER_ELEMENT;
  }

  push(position: number): void {
    const place = this.count % BLOCK;
    if (place === 0) this.blocks.push(new Uint32Array(BLOCK));
    this.blocks.at(-1)![place] = position;
    this.count += 1;
  }

  /** Returns the position with an index below the length. */
  at(index: number): number {
    return this.blocks[Math.floor(index / BLOCK)]![index % BLOCK]!;
  }
}
