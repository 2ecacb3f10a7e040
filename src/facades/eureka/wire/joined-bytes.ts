import { createHash } from 'node:crypto';
import { Breath, forEachBreathing } from '../../../platform/batch/breathe.js';

/** Bytes hashed at once. */
const STRIDE = 256 * 1024;

/** Bytes of many pieces, and their hash. */
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

/** Joins pieces, and lets the event loop turn every few milliseconds: all instances are many megabytes. */
export async function joinBytes(pieces: readonly Buffer[]): Promise<Joined> {
  const bytes = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  await forEachBreathing(pieces, (piece) => {
    bytes.set(piece, length);
    length += piece.length;
  });
  const hash = createHash('sha1');
  const breath = new Breath();
  for (let from = 0; from < length; from += STRIDE) {
    if (breath.isDue) await breath.turn();
    hash.update(bytes.subarray(from, from + STRIDE));
  }
  return { bytes, hash: hash.digest('base64url') };
}
