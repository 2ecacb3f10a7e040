import { z } from 'zod';
import { isLoopback } from './loopback.js';
import { ROLES, type Role } from './roles.js';
import { optionalText, structured, text, type Setting } from './setting.js';

const ROLE_TAKES = `one of ${ROLES.join(', ')}, or a list of these`;
const role = z.enum(ROLES, { error: ROLE_TAKES });

const issuerUrl = z.string().trim().refine(isIssuer);

/** Our roles, by the issuer's names. */
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

/** `auth.oidc.*`: whose tokens count, beside our own. */
export const oidc = {
  issuer: {
    schema: issuerUrl,
    fallback: undefined,
    takes:
      'a URL that begins with https://, or http:// on a loopback address, as the issuer writes it in its tokens',
    meaning: 'The OpenID Connect issuer whose tokens are taken from people and programs. Unset: none.',
    secret: false,
  } as Setting<string | undefined>,
  audience: optionalText('a text', 'What `aud` of a token has to name: it is meant for this service.'),
  rolesClaim: text(
    'roles',
    'the name of a claim; dots lead into objects',
    'Where a token names the roles or groups of its owner, such as realm_access.roles.',
  ),
  roles: structured<Readonly<Record<string, readonly Role[]>> | undefined>(
    undefined,
    roleMap,
    { takes: 'an object of names, each with a role or a list of roles', parts: [] },
    'Which of our roles those names stand for; others count for nothing. Unset: the names are our roles. In the environment: JSON.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** Tokens are only as good as the keys that are fetched from there: nobody may change them on their way. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}
