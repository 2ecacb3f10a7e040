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

/** What is asked. */
export interface Question {
  /** Includes the format and the part of the fleet. */
  readonly key: string;
  /** Grows with each change. */
  readonly version: () => number;
  /** How long an answer is sent without a change before the next one is written. */
  readonly longestMs?: number;
  /** Returns the pieces of the answer as of now. */
  readonly collect: () => readonly Buffer[];
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
   * @param atLeast the version of what the reader may have: an older answer is not returned
   */
  async answerFor(question: Question, atLeast = 0, now = performance.now()): Promise<WrittenAnswer> {
    const { key, version, longestMs = Infinity } = question;
    const known = this.kept.get(key);
    if (known !== undefined && known.version >= atLeast) {
      const age = now - known.writtenAt;
      const isUnchanged = known.version === version();
      if (age < SHORTEST_MS || (isUnchanged && age < longestMs)) return known;
      if (isUnchanged || age < LONGEST_STALE_MS) {
        this.renewSoon(question, known, now);
        return known;
      }
    }
    let written: WrittenAnswer;
    // The one that is being written may have begun too early.
    do written = await this.writeOnce(key, () => this.write(question, false, now));
    while (written.version < atLeast);
    return written;
  }

  /** Writes the next answer for later readers, if readers have asked for it before. */
  renewKept(question: Question, now = performance.now()): void {
    const known = this.kept.get(question.key);
    if (known !== undefined && known.version < question.version()) this.renewSoon(question, known, now);
  }

  /** Writes the next answer after this one is sent; also packs it if readers wanted the last one packed. */
  private renewSoon(question: Question, { isPacked }: WrittenAnswer, now: number): void {
    const write = (): Promise<WrittenAnswer> => nextTurn().then(() => this.write(question, isPacked, now));
    // After a failure the answer becomes too old, and a reader gets the error.
    this.writeOnce(question.key, write).catch(() => undefined);
  }

  private async write(
    { key, version, collect }: Question,
    isPacked: boolean,
    now: number,
  ): Promise<WrittenAnswer> {
    const of = version();
    const written = new WrittenAnswer(await joinBytes(collect()), of, now);
    if (isPacked) await written.compressBytes();
    this.kept.set(key, written);
    return written;
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
