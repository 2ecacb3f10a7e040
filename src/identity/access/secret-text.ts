import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A secret that is shown once: the prefix shows people, and programs that look for leaked secrets, what it
 * is.
 */
export type SecretKind = 'key' | 'join';

const WORDS: Readonly<Record<SecretKind, string>> = { key: 'wrk', join: 'wrj' };
const FORM = /^(wrk|wrj)_([0-9a-f]{16})_([0-9a-f]{64})$/;
const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** The parts of such a text. */
export interface ShownSecret {
  readonly kind: SecretKind;
  /** Public: it identifies the record. */
  readonly id: string;
  readonly hash: Buffer;
}

export interface NewSecret extends ShownSecret {
  /** The whole text, which is not stored. */
  readonly text: string;
}

/** Creates a secret of 256 random bits. It cannot be guessed, so a plain SHA-256 hash is safe to store. */
export function newSecret(kind: SecretKind): NewSecret {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  return { kind, id, hash: hashOf(secret), text: `${WORDS[kind]}_${id}_${secret}` };
}

/** Returns undefined for any other text. */
export function readSecret(text: string): ShownSecret | undefined {
  const [, word, id, secret] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return { kind: word === WORDS.key ? 'key' : 'join', id, hash: hashOf(secret) };
}

/** Whether the hashes are equal. Takes the same time for all different ones, even without a stored hash. */
export function isSame(shown: Buffer, stored: Buffer | undefined): boolean {
  return timingSafeEqual(shown, stored ?? NONE) && stored !== undefined;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const NONE = randomBytes(SECRET_BYTES);
