import { readFileSync } from 'node:fs';

/**
 * Returns the text of a file that a person wrote: a token, a key, certificates. Removes a byte order mark and
 * surrounding space.
 * @throws Error that names the file and the fault
 */
export function readTextFile(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  if (isUtf16(bytes)) throw new Error(`${path} is UTF-16; save it as UTF-8`);
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  if (text === '') throw new Error(`${path} is empty`);
  return text;
}

/** Returns the one token or key in a file. */
export function readCredentialFile(path: string): string {
  const text = readTextFile(path);
  if (!isCredential(text))
    throw new Error(`${path} must hold one token or key, without spaces or other characters inside`);
  return text;
}

/** Whether a header can carry the text. */
export const isCredential = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** Detects UTF-16 as PowerShell writes it, with or without a byte order mark. */
export function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return bytes.includes(0) || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
