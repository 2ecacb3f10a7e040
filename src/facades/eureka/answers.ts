import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { joinBytes, type Joined } from './wire/joined-bytes.js';

const packed = promisify(gzip);

/** An answer is at least this old before it is written again: with many changes, not each request pays for one. */
const SHORTEST_MS = 200;

/** Up to this age an answer is still sent after a change, while the next one is written: its reader does not wait for that. */
const LONGEST_STALE_MS = 1000;

/** Answers to limited keys and of other formats; the oldest ones leave first. */
const MAX_ANSWERS = 64;
const MAX_BYTES = 256 * 1024 * 1024;

/** Smaller answers are sent as they are. */
const MIN_PACKED = 1024;

/** An answer of the registry, written once for all that ask for it. */
export class WrittenAnswer {
  readonly bytes: Buffer;
  readonly etag: string;
  private packing: Promise<Buffer> | undefined;

  constructor(
    { bytes, hash }: Joined,
    readonly version: number,
    readonly writtenAt: number,
  ) {
    this.bytes = bytes;
    this.etag = `"${hash}"`;
  }

  get isWorthPacking(): boolean {
    return this.bytes.length >= MIN_PACKED;
  }

  get isPacked(): boolean {
    return this.packing !== undefined;
  }

  compressBytes(): Promise<Buffer> {
    return (this.packing ??= packed(this.bytes, { level: constants.Z_BEST_SPEED }));
  }
}

interface Validity {
  /** Grows with each change. */
  readonly version: () => number;
  readonly longestMs?: number;
}

/** Keeps the bytes of answers until something has changed. */
@Injectable()
export class Answers {
  private readonly kept = new LRUCache<string, WrittenAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes.length),
  });

  /** Answers that are being written, by key. */
  private readonly writing = new Map<string, Promise<WrittenAnswer>>();

  /**
   * Returns the answer that is kept, or writes one. One that has just become outdated is returned, too.
   * @param key of what is asked, including the format and the part of the fleet
   * @param longestMs how long an answer stays right without a change
   * @param collect returns the pieces of the answer as of now
   */
  async answerFor(
    key: string,
    { version, longestMs = Infinity }: Validity,
    collect: () => readonly Buffer[],
    now = performance.now(),
  ): Promise<WrittenAnswer> {
    const write = async (isPacked: boolean): Promise<WrittenAnswer> => {
      const of = version();
      const written = new WrittenAnswer(await joinBytes(collect()), of, now);
      if (isPacked) await written.compressBytes();
      this.kept.set(key, written);
      return written;
    };
    const known = this.kept.get(key);
    const age = now - (known?.writtenAt ?? -Infinity);
    if (known !== undefined) {
      const isCurrent = known.version === version() && age < longestMs;
      if (isCurrent || age < SHORTEST_MS) return known;
      if (age < LONGEST_STALE_MS) {
        this.renewSoon(key, () => write(known.isPacked));
        return known;
      }
    }
    return this.writeOnce(key, () => write(false));
  }

  /** Writes the next answer after this one is sent; also packs it if readers wanted the last one packed. */
  private renewSoon(key: string, write: () => Promise<WrittenAnswer>): void {
    // After a failure the answer becomes too old, and a reader gets the error.
    this.writeOnce(key, () => nextTurn().then(write)).catch(() => undefined);
  }

  /** Of several readers that wait for the same answer, one writes it. */
  private writeOnce(key: string, write: () => Promise<WrittenAnswer>): Promise<WrittenAnswer> {
    const under = this.writing.get(key);
    if (under !== undefined) return under;
    const writing = write().finally(() => this.writing.delete(key));
    this.writing.set(key, writing);
    return writing;
  }
}
