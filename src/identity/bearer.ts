const USUAL = 'Bearer ';

/** The token of an `Authorization` header; undefined where none is shown, or another scheme, which is a proxy's matter. */
export function bearerOf(authorization: string | undefined): string | undefined {
  // As nearly everybody writes it: nothing to take apart then.
  if (authorization?.startsWith(USUAL) === true && !authorization.includes(' ', USUAL.length))
    return authorization.slice(USUAL.length);
  const [scheme, token = ''] = (authorization ?? '').split(/ +/, 2);
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}
