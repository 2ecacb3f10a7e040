import { randomInt } from 'node:crypto';
import type { Fingerprint } from './stored-beats.js';

/** Different in each process, so that callers cannot search for texts with the same fingerprint. */
const SEEDS = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;

/** Returns a fingerprint of a text, for this process: two texts have the same one by a chance of 1 in 2^64. */
export function fingerprintOf(text: string): Fingerprint {
  let [a, b] = SEEDS;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  return [mixed(a ^ b), mixed(Math.imul(b, 0x85ebca6b) ^ a)];
}

/** Each bit of the result depends on all of the number. */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
