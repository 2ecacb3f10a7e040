import type { JWTPayload } from 'jose';
import { isPlain, plainText } from '../../platform/text/plain-text.js';

const MAX_NAME = 200;
/** OpenID Connect Core, section 2: up to 255 characters. */
const MAX_SUBJECT = 255;

/** Whether `sub` is a name that can be compared and shown. Cleaning could make two subjects equal. */
export const isSubject = (sub: unknown): sub is string =>
  typeof sub === 'string' && sub.trim() !== '' && sub.length <= MAX_SUBJECT && isPlain(sub);

/**
 * Returns the display name of a token's account. A verified e-mail address is used alone. Other names can be
 * chosen freely at many issuers, so the subject follows them: `alice (u-1)`. Unverified e-mail addresses are
 * never used.
 */
export function displayNameIn(claims: JWTPayload, subject: string): string {
  const { email, email_verified: verified } = claims;
  if (verified === true && isText(email)) {
    const address = plainText(email, MAX_NAME);
    if (address !== '' && address === email) return address;
  }
  const chosen = [claims['preferred_username'], claims['name']]
    .filter((name) => isText(name) && !name.includes('@'))
    .map((name) => plainText((name as string).replaceAll(/[()]/g, ''), MAX_NAME))
    .find((name) => name !== '');
  if (chosen === undefined) return plainText(subject, MAX_NAME);
  const mark = ` (${subject})`;
  return `${plainText(chosen, Math.max(1, MAX_NAME - mark.length))}${mark}`.slice(0, MAX_NAME);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();
