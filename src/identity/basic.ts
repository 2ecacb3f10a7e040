const BASIC = /^basic\b/i;
const ENCODED = /^basic +([a-z0-9+/_-]+=*) *$/i;

/**
 * Returns an `Authorization` header with the password of HTTP basic as its bearer token; the user name, where the URL of a
 * client has only one part. Other headers stay as they are. What is no credential becomes one that is refused, never none.
 */
export function bearerOfBasic(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !BASIC.test(authorization)) return authorization;
  const [, encoded = ''] = ENCODED.exec(authorization) ?? [];
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return `Bearer ${password.join(':') || user}`;
}
