import { randomBytes } from 'node:crypto';

const FIRST_CAPACITY = 1024;
/** Counts above this stay as they are. */
const LARGEST = 255;
/** Odd, so that each step of a hash can be reversed: no difference between two names is lost on the way. */
const [FACTOR, OTHER_FACTOR] = [0x9e3779b1, 0x5f356495] as const;

/**
 * Counts how often names occur, in 11 to 23 bytes each: a map of the names of a batch would be as large as its body.
 * Names are told apart by a hash of 64 bits with a secret start; among 100,000, two have the same with a probability of 3 in 10 billion.
 */
export class NameCounts {
  private readonly seed = new Uint32Array(new Uint8Array(randomBytes(8)).buffer);
  /** Two numbers of 32 bits a place; a place with a count of zero is free. */
  private hashes = new Uint32Array(2 * FIRST_CAPACITY);
  private counts = new Uint8Array(FIRST_CAPACITY);
  private size = 0;

  /** Memory in bytes. */
  get bytes(): number {
    return this.hashes.byteLength + this.counts.byteLength;
  }

  /** Counts a name once more, and returns how often it has occurred, up to 255. */
  add(name: string): number {
    let [hash, other] = [this.seed[0]!, this.seed[1]!];
    for (let at = 0; at < name.length; at += 1) {
      const code = name.charCodeAt(at);
      hash = Math.imul(hash ^ code, FACTOR);
      other = Math.imul(other ^ code, OTHER_FACTOR);
    }
    // Higher bits depend on all characters, lower ones on few bits of each.
    hash ^= hash >>> 15;
    const place = this.placeOf(hash >>> 0, other >>> 0);
    const count = Math.min(LARGEST, this.counts[place]! + 1);
    this.counts[place] = count;
    if (count > 1) return count;
    this.hashes[2 * place] = hash;
    this.hashes[2 * place + 1] = other;
    this.size += 1;
    // At most four fifths of the places are occupied, so that a search ends soon.
    if (5 * this.size > 4 * this.counts.length) this.grow();
    return count;
  }

  /** Returns the place of a name, or the free one for it. */
  private placeOf(hash: number, other: number): number {
    const mask = this.counts.length - 1;
    let place = hash & mask;
    while (
      this.counts[place] !== 0 &&
      (this.hashes[2 * place] !== hash || this.hashes[2 * place + 1] !== other)
    )
      place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { hashes, counts } = this;
    this.hashes = new Uint32Array(2 * hashes.length);
    this.counts = new Uint8Array(2 * counts.length);
    for (let from = 0; from < counts.length; from += 1) {
      if (counts[from] === 0) continue;
      const place = this.placeOf(hashes[2 * from]!, hashes[2 * from + 1]!);
      this.hashes[2 * place] = hashes[2 * from]!;
      this.hashes[2 * place + 1] = hashes[2 * from + 1]!;
      this.counts[place] = counts[from]!;
    }
  }
}
