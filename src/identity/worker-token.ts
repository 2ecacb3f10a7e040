import { createHmac } from 'node:crypto';
import { createSigner, createVerifier } from 'fast-jwt';
import { validate as isUuid } from 'uuid';
import type { Bounds } from './bounds.js';
import { SessionSeal } from './session-token.js';

const ISSUER = 'worker-registration';

/** Contents of a token; times are whole seconds since 1970. */
export interface TokenClaims {
  /** The worker's `id`. */
  readonly sub: string;
  /** Its `workerId`. */
  readonly wid: string;
  /** The incarnation that it belongs to. */
  readonly inc: number;
  readonly iat: number;
  readonly exp: number;
  /** Tags that the worker may register with; default: any. */
  readonly tags?: readonly string[];
  /** Other bounds of registrations; default: none. */
  readonly bounds?: Partial<Bounds>;
}

/**
 * One key: signs tokens, and verifies those that it signed. Only HS256, whatever the header of a token says.
 */
export class TokenKey {
  private readonly signer: (claims: TokenClaims) => string;
  private readonly verifier: (token: string) => unknown;
  /** The same key for sessions. */
  readonly sessions: SessionSeal;

  constructor(
    readonly kid: string,
    private readonly secret: Buffer,
  ) {
    this.signer = createSigner<TokenClaims>({ key: secret, algorithm: 'HS256', kid, iss: ISSUER });
    this.verifier = createVerifier<string>({
      key: secret,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['iss'],
      // Checked by the database clock instead; an expired token still identifies its worker.
      ignoreExpiration: true,
    });
    this.sessions = new SessionSeal(kid, secret);
  }

  signClaims(claims: TokenClaims): string {
    return this.signer(claims);
  }

  /** Returns a code that only holders of the key can compute, different for each purpose. */
  codeFor(purpose: string, text: string): Buffer {
    // No token begins with a line of text, so no code is a signature.
    return createHmac('sha256', this.secret).update(`${purpose}\n${text}`).digest();
  }

  /** Returns the contents of an authentic token, expired or not; undefined for any other text. */
  readToken(token: string): TokenClaims | undefined {
    try {
      const claims = this.verifier(token);
      return areClaims(claims) ? claims : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Returns the id of the key that a token claims to be signed with; undefined for other texts. */
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
