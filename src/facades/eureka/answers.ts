import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

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
  readonly etag: string;
  private packing: Promise<Buffer> | undefined;

  constructor(
    readonly bytes: Buffer,
    readonly version: number,
    readonly writtenAt: number,
  ) {
    this.etag = `"${createHash('sha1').update(bytes).digest('base64url')}"`;
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

/** Keeps the bytes of answers until something has changed. */
@Injectable()
export class Answers {
  private readonly kept = new LRUCache<string, WrittenAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes.length),
  });

  /** Keys of the answers that are being written for later readers. */
  private readonly renewing = new Set<string>();

  /**
   * Returns the answer that is kept, or writes one. One that has just become outdated is returned, too.
   * @param key of what is asked, including the format and the part of the fleet
   * @param longestMs how long an answer stays right without a change
   */
  answerFor(
    key: string,
    { version, longestMs = Infinity }: { version: number; longestMs?: number },
    write: () => string,
    now = performance.now(),
  ): WrittenAnswer {
    const written = (): WrittenAnswer => new WrittenAnswer(Buffer.from(write()), version, now);
    const known = this.kept.get(key);
    const age = now - (known?.writtenAt ?? -Infinity);
    if (known !== undefined) {
      const isCurrent = known.version === version && age < longestMs;
      if (isCurrent || age < SHORTEST_MS) return known;
      if (age < LONGEST_STALE_MS) {
        this.renewSoon(key, known, written);
        return known;
      }
    }
    const next = written();
    this.kept.set(key, next);
    return next;
  }

  /** Also packs the next answer if readers wanted the last one packed. */
  private renewSoon(key: string, { isPacked }: WrittenAnswer, write: () => WrittenAnswer): void {
    if (this.renewing.has(key)) return;
    this.renewing.add(key);
    setImmediate(() => {
      // After a failure the answer becomes too old, and a reader gets the error.
      this.renew(key, isPacked, write)
        .catch(() => undefined)
        .finally(() => this.renewing.delete(key));
    });
  }

  private async renew(key: string, isPacked: boolean, write: () => WrittenAnswer): Promise<void> {
    const written = write();
    if (isPacked) await written.compressBytes();
    this.kept.set(key, written);
  }
}
