import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { joinBytes, lengthOf, packBytes, type Joined } from './wire/joined-bytes.js';

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
export interface WrittenAnswer extends Joined {
  readonly isPacked: boolean;
  readonly version: number;
  readonly writtenAt: number;
}

/** What is asked. */
export interface Question {
  /** Includes the format and the part of the fleet. */
  readonly key: string;
  /** Whether the client reads gzip. */
  readonly isPacked: boolean;
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
        this.renewSoon(question, now);
        return known;
      }
    }
    let written: WrittenAnswer;
    // The one that is being written may have begun too early.
    do written = await this.writeOnce(key, () => this.write(question, now));
    while (written.version < atLeast);
    return written;
  }

  /** Writes the next answer for later readers, if readers have asked for it before. */
  renewKept(question: Question, now = performance.now()): void {
    const known = this.kept.get(question.key);
    if (known !== undefined && known.version < question.version()) this.renewSoon(question, now);
  }

  /** Writes the next answer after this one is sent. */
  private renewSoon(question: Question, now: number): void {
    const write = (): Promise<WrittenAnswer> => nextTurn().then(() => this.write(question, now));
    // After a failure the answer becomes too old, and a reader gets the error.
    this.writeOnce(question.key, write).catch(() => undefined);
  }

  private async write(question: Question, now: number): Promise<WrittenAnswer> {
    const written = await writeAnswer(question, now);
    this.kept.set(question.key, written);
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

/** Writes an answer with the pieces as of now. */
export async function writeAnswer(
  { isPacked: wantsPacked, version, collect }: Omit<Question, 'key'>,
  now = performance.now(),
): Promise<WrittenAnswer> {
  const of = version();
  const pieces = collect();
  const isPacked = wantsPacked && lengthOf(pieces) >= MIN_PACKED;
  const joined = isPacked ? await packBytes(pieces) : await joinBytes(pieces);
  return { ...joined, isPacked, version: of, writtenAt: now };
}
