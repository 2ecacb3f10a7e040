import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that is shown once: the word tells people, and programs that look for leaked secrets, what it is. */
export type SecretKind = 'key' | 'join';

const WORDS: Readonly<Record<SecretKind, string>> = { key: 'wrk', join: 'wrj' };
const FORM = /^(wrk|wrj)_([0-9a-f]{16})_([0-9a-f]{64})$/;
const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** What such a text says of itself. */
export interface ShownSecret {
  readonly kind: SecretKind;
  /** Public: it finds the record. */
  readonly id: string;
  readonly hash: Buffer;
}

export interface NewSecret extends ShownSecret {
  /** The whole text, which is stored nowhere. */
  readonly text: string;
}

/** Makes a secret of 256 random bits. Nobody guesses it, so a plain SHA-256 of it is safe to store. */
export function newSecret(kind: SecretKind): NewSecret {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  return { kind, id, hash: hashOf(secret), text: `${WORDS[kind]}_${id}_${secret}` };
}

/** Undefined for any other text. */
export function readSecret(text: string): ShownSecret | undefined {
  const [, word, id, secret] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return { kind: word === WORDS.key ? 'key' : 'join', id, hash: hashOf(secret) };
}

/** Whether the hashes are the same. Takes the same time for each that differs, also where there is none to compare with. */
export function isSame(shown: Buffer, stored: Buffer | undefined): boolean {
  return timingSafeEqual(shown, stored ?? NONE) && stored !== undefined;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const NONE = randomBytes(SECRET_BYTES);
