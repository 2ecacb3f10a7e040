const USUAL = 'Bearer ';

/**
 * Returns the token of an `Authorization` header; undefined if there is none, or for another scheme, which is
 * meant for a proxy. Returns an empty text for more than one credential, so that none of them counts: readers
 * could differ in which one they use.
 */
export function bearerOf(authorization: string | undefined): string | undefined {
  // The form that nearly all clients use: nothing has to be parsed.
  if (authorization?.startsWith(USUAL) === true && !authorization.includes(' ', USUAL.length))
    return authorization.slice(USUAL.length);
  const [, scheme, rest = ''] = /^([^ ]*) *(.*)$/s.exec(authorization ?? '') ?? [];
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  const token = rest.trimEnd();
  return token.includes(' ') ? '' : token;
}
