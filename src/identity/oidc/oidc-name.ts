import type { JWTPayload } from 'jose';
import { isPlain, plainText } from '../../platform/text/plain-text.js';

const MAX_NAME = 200;
/** OpenID Connect Core, section 2: at most 255 characters. */
const MAX_SUBJECT = 255;

/** Whether `sub` names somebody, in a form that can be compared and shown. Cleaned, two subjects could become one. */
export const isSubject = (sub: unknown): sub is string =>
  typeof sub === 'string' && sub.trim() !== '' && sub.length <= MAX_SUBJECT && isPlain(sub);

/**
 * Returns what people call the owner of a token. An e-mail address that the issuer has verified stands alone. Any other name is the
 * owner's own choice at many issuers, so the subject follows it: `alice (u-1)`. An unverified e-mail address is never a name.
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
