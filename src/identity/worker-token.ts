import { createSigner, createVerifier } from 'fast-jwt';
import { validate as isUuid } from 'uuid';
import type { Bounds } from './bounds.js';
import { SessionSeal } from './session-token.js';

const ISSUER = 'worker-registration';

/** What a token says; times in whole seconds since 1970. */
export interface TokenClaims {
  /** The worker's `id`. */
  readonly sub: string;
  /** Its `workerId`. */
  readonly wid: string;
  /** The incarnation that it stands for. */
  readonly inc: number;
  readonly iat: number;
  readonly exp: number;
  /** The tags that it may register with; any where left out. */
  readonly tags?: readonly string[];
  /** What else it may register with; anything where left out. */
  readonly bounds?: Partial<Bounds>;
}

/** One key: signs tokens, and reads those that it signed. HS256 alone, whatever the header of a token says. */
export class TokenKey {
  private readonly signer: (claims: TokenClaims) => string;
  private readonly verifier: (token: string) => unknown;
  /** The same key for people who are signed in. */
  readonly sessions: SessionSeal;

  constructor(
    readonly kid: string,
    secret: Buffer,
  ) {
    this.signer = createSigner<TokenClaims>({ key: secret, algorithm: 'HS256', kid, iss: ISSUER });
    this.verifier = createVerifier<string>({
      key: secret,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['iss'],
      // Judged by the database's clock instead; and an expired token still proves who shows it.
      ignoreExpiration: true,
    });
    this.sessions = new SessionSeal(kid, secret);
  }

  sign(claims: TokenClaims): string {
    return this.signer(claims);
  }

  /** What an authentic token says, expired or not; undefined for any other text. */
  read(token: string): TokenClaims | undefined {
    try {
      const claims = this.verifier(token);
      return areClaims(claims) ? claims : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The id of the key that a token claims to be signed with; undefined for what is no token. */
export function kidOf(token: string): string | undefined {
  try {
    const header = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString(),
    ) as unknown;
    const { kid } = header as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function areClaims(value: unknown): value is TokenClaims {
  const { sub, wid, inc, iat, exp, tags, bounds } = value as Record<keyof TokenClaims, unknown>;
  return (
    isUuid(sub) &&
    typeof wid === 'string' &&
    (tags === undefined || Array.isArray(tags)) &&
    (bounds === undefined || (typeof bounds === 'object' && bounds !== null)) &&
    [inc, iat, exp].every((each) => Number.isSafeInteger(each) && (each as number) > 0)
  );
}
