import { z } from 'zod';
import { isLoopback } from './loopback.js';
import { ROLES, type Role } from './roles.js';
import { optionalText, structured, text, type Setting } from './setting.js';

const ROLE_TAKES = `one of ${ROLES.join(', ')}, or a list of these`;
const role = z.enum(ROLES, { error: ROLE_TAKES });

const issuerUrl = z.string().trim().refine(isIssuer);

/** Roles by the issuer's names. */
const roleMap = z
  .record(
    z.string(),
    z.union(
      [
        role.transform((each): readonly Role[] => [each]),
        z.array(role).min(1, { error: ROLE_TAKES }).readonly(),
      ],
      {
        error: ROLE_TAKES,
      },
    ),
    { error: 'an object such as {"platform-team": "admin"}' },
  )
  .readonly();

/** `auth.oidc.*`: tokens of an OpenID Connect issuer. */
export const oidc = {
  issuer: {
    schema: issuerUrl,
    fallback: undefined,
    takes:
      'a URL that begins with https://, or http:// on a loopback address, as the issuer writes it in its tokens',
    meaning: 'OpenID Connect issuer whose tokens are accepted, as they name it. Unset: none.',
    secret: false,
  } as Setting<string | undefined>,
  audience: optionalText('a text', 'Value that `aud` of a token must contain.'),
  rolesClaim: text(
    'roles',
    'the name of a claim, with dots for nested objects',
    'Claim with roles or groups, such as realm_access.roles.',
  ),
  roles: structured<Readonly<Record<string, readonly Role[]>> | undefined>(
    undefined,
    roleMap,
    { takes: 'an object of names, each with a role or a list of roles', parts: [] },
    'Maps names in the claim to roles. Unset: the names are the roles.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** Tokens are only as trustworthy as the keys fetched from there: they must not be changed in transit. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}
