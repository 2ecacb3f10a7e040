import { createSigner, createVerifier } from 'fast-jwt';

/** Another one than that of workers' tokens: neither is ever taken for the other. */
const ISSUER = 'worker-registration-session';

/** What a session says; times in whole seconds since 1970. */
export interface SessionClaims {
  /** The public id of the API key that it was begun with. */
  readonly sub: string;
  /** The id of the session. */
  readonly sid: string;
  readonly exp: number;
}

/** Signs sessions with one key, and reads those that it signed. */
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
      // Judged by the database's clock instead.
      ignoreExpiration: true,
    });
  }

  sign(claims: SessionClaims): string {
    return this.signer(claims);
  }

  /** What an authentic session says, over or not; undefined for any other text. */
  read(token: string): SessionClaims | undefined {
    try {
      return this.verifier(token) as SessionClaims;
    } catch {
      return undefined;
    }
  }
}
