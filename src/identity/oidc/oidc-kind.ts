import type { JWTHeaderParameters, JWTPayload } from 'jose';

/** RFC 9068 and earlier types of issuers. Logout tokens, and other types, are not access tokens. */
const ACCESS_TOKEN_TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/** Claims that only ID tokens have, and claims in which issuers name the kind of a token. */
const ID_TOKEN_CLAIMS = ['at_hash', 'c_hash', 's_hash'] as const;
const KINDS: Readonly<Record<string, string>> = {
  id: 'an ID token',
  refresh: 'a refresh token',
  offline: 'a refresh token',
  logout: 'a logout token',
};

/** Returns the kind of a token that is not an access token: "an ID token". Undefined for an access token. */
export function otherKind({ typ }: Pick<JWTHeaderParameters, 'typ'>, claims: JWTPayload): string | undefined {
  if (typ !== undefined && !ACCESS_TOKEN_TYPES.has(typ.toLowerCase()))
    return `of the type ${JSON.stringify(typ.slice(0, 50))}`;
  if (ID_TOKEN_CLAIMS.some((claim) => claims[claim] !== undefined)) return KINDS['id'];
  if (claims['events'] !== undefined) return KINDS['logout'];
  const named = [claims['typ'], claims['token_use']].find((kind) => typeof kind === 'string');
  return named === undefined ? undefined : KINDS[named.toLowerCase()];
}
