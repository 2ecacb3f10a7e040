/** The token of an `Authorization` header; undefined where none is shown, or another scheme, which is a proxy's matter. */
export function bearerOf(authorization: string | undefined): string | undefined {
  const [scheme, token = ''] = (authorization ?? '').split(/ +/, 2);
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}
