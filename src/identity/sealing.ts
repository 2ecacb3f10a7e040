import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A master key may be a sentence that a person chose: guessing must be expensive. */
const derive = promisify<string, string, number, Buffer>(scrypt);
const sealingKey = (masterKey: string, kid: string): Promise<Buffer> =>
  derive(masterKey, `worker-registration signing key ${kid}`, KEY_BYTES);

/** Encrypts the secret of a signing key into one value of nonce, tag and ciphertext. Bound to the key id. */
export async function seal(secret: Buffer, kid: string, masterKey: string): Promise<Buffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, await sealingKey(masterKey, kid), nonce);
  cipher.setAAD(Buffer.from(kid));
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** @returns the secret; undefined if the master key is another one, or the bytes were changed */
export async function unseal(sealed: Buffer, kid: string, masterKey: string): Promise<Buffer | undefined> {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const key = await sealingKey(masterKey, kid);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(kid));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
