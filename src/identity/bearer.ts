const USUAL = 'Bearer ';

/**
 * The token of an `Authorization` header; undefined where none is shown, or another scheme, which is a proxy's matter. Of a header
 * that holds more than one credential it is empty, so that none of them counts: readers could differ in which one they take.
 */
export function bearerOf(authorization: string | undefined): string | undefined {
  // As nearly all clients write it: nothing to take apart then.
  if (authorization?.startsWith(USUAL) === true && !authorization.includes(' ', USUAL.length))
    return authorization.slice(USUAL.length);
  const [, scheme, rest = ''] = /^([^ ]*) *(.*)$/s.exec(authorization ?? '') ?? [];
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  const token = rest.trimEnd();
  return token.includes(' ') ? '' : token;
}
