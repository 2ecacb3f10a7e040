import { createSigner, createVerifier } from 'fast-jwt';

/** Different from that of workers' tokens, so that neither is accepted in place of the other. */
const ISSUER = 'worker-registration-session';

/** Contents of a session token; times are whole seconds since 1970. */
export interface SessionClaims {
  /** Public id of the API key that the session was opened with. */
  readonly sub: string;
  /** Id of the session. */
  readonly sid: string;
  readonly exp: number;
}

/** Signs sessions with one key, and verifies those that it signed. */
export class SessionSeal {
  private readonly signer: (claims: SessionClaims) => string;
  private readonly verifier: (token: string) => unknown;

  constructor(kid: string, secret: Buffer) {
    this.signer = createSigner<SessionClaims>({ key: secret, algorithm: 'HS256', kid, iss: ISSUER });
    this.verifier = createVerifier<string>({
      key: secret,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['iss', 'sub', 'sid', 'exp'],
      // Checked by the database clock instead.
      ignoreExpiration: true,
    });
  }

  signClaims(claims: SessionClaims): string {
    return this.signer(claims);
  }

  /** Returns the contents of an authentic session, expired or not; undefined for any other text. */
  readToken(token: string): SessionClaims | undefined {
    try {
      return this.verifier(token) as SessionClaims;
    } catch {
      return undefined;
    }
  }
}
