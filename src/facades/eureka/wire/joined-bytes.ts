import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { Breath, forEachBreathing } from '../../../platform/batch/breathe.js';

/** Bytes hashed at once. */
const STRIDE = 256 * 1024;

/** Bytes collected and compressed at once. */
const CHUNK = 128 * 1024;

/** Compressed bytes come in buffers of this size. */
const PACKED_CHUNK = 32 * 1024;

/** The bytes of an answer, and their hash. */
export interface Joined {
  readonly bytes: Buffer;
  readonly hash: string;
}

/** Returns the bytes of a text that is kept for long: alone, as a shared slab would be kept for each of its texts. */
export function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

export const lengthOf = (pieces: readonly Buffer[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Joins pieces, and lets the event loop turn every few milliseconds: all instances are many megabytes. */
export async function joinBytes(pieces: readonly Buffer[]): Promise<Joined> {
  const bytes = Buffer.allocUnsafeSlow(lengthOf(pieces));
  let length = 0;
  await forEachBreathing(pieces, (piece) => {
    bytes.set(piece, length);
    length += piece.length;
  });
  return { bytes, hash: await hashOf(bytes) };
}

/** Compresses pieces without joining them: V8 would collect all garbage after every few answers of many megabytes. */
export async function packBytes(pieces: readonly Buffer[]): Promise<Joined> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: PACKED_CHUNK });
  const packed: Buffer[] = [];
  gzip.on('data', (part: Buffer) => packed.push(part));
  const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, lengthOf(pieces)));
  const feed = async (): Promise<void> => {
    for (const part of partsOf(pieces, chunk)) await compress(gzip, part);
    gzip.end();
  };
  await Promise.all([feed(), finished(gzip)]);
  const bytes = Buffer.concat(packed);
  return { bytes, hash: await hashOf(bytes) };
}

/** Fills the same chunk with the next pieces again and again. */
function* partsOf(pieces: readonly Buffer[], chunk: Buffer): Generator<Buffer> {
  let filled = 0;
  for (const piece of pieces)
    for (let from = 0; from < piece.length; ) {
      if (filled === chunk.length) {
        yield chunk;
        filled = 0;
      }
      const copied = piece.copy(chunk, filled, from);
      filled += copied;
      from += copied;
    }
  yield chunk.subarray(0, filled);
}

/** Waits until the part can be overwritten. */
const compress = (gzip: Gzip, part: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    gzip.write(part, (error) => (error ? reject(error) : resolve()));
  });

async function hashOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha1');
  const breath = new Breath();
  for (let from = 0; from < bytes.length; from += STRIDE) {
    if (breath.isDue) await breath.turn();
    hash.update(bytes.subarray(from, from + STRIDE));
  }
  return hash.digest('base64url');
}
