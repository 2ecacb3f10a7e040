import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { Role } from '../roles.js';
import { IssuerKeys } from './issuer-keys.js';
import { otherKind } from './oidc-kind.js';
import { displayNameIn, isSubject } from './oidc-name.js';
import { rolesIn } from './oidc-roles.js';

/** The account of a token of the issuer. */
export interface OidcAccount {
  /** Issuer and `sub`, with `#` between them: stable and never reused. */
  readonly subject: string;
  /** Display name of the account. */
  readonly name: string;
  /** Empty if it has no role of this service. */
  readonly roles: readonly Role[];
}

/** Asymmetric algorithms only: otherwise a public key could be abused as a shared secret. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

const EXPIRED = 'The token has expired; get a new one from the issuer';

/** Tolerance between the clocks of the issuer and of the database. */
const TOLERANCE_SECONDS = 30;

/**
 * Verifies the tokens of the issuer of `auth.oidc.*`. Sends no request to the issuer before the first token
 * arrives.
 */
export class OidcVerifier {
  private readonly keys: IssuerKeys | undefined;
  private readonly roles: ReadonlyMap<string, readonly Role[]> | undefined;

  /**
   * @param clock the database clock, in milliseconds since 1970
   * @param timer a monotonic timer in milliseconds
   */
  constructor(
    private readonly settings: Settings['oidc'],
    private readonly clock: { now(): number },
    timer?: () => number,
  ) {
    const { issuer, roles } = settings;
    this.keys = issuer === undefined ? undefined : new IssuerKeys(issuer, timer);
    this.roles = roles && new Map(Object.entries(roles));
  }

  /** Whether the text is a token that claims to be from the issuer; nothing is verified. */
  isFromIssuer(token: string): boolean {
    if (this.keys === undefined) return false;
    try {
      return decodeJwt(token).iss === this.settings.issuer;
    } catch {
      return false;
    }
  }

  /** @throws DomainError `invalid_token`, `token_expired`; `issuer_unavailable` if its keys are unknown */
  async verifyToken(token: string): Promise<OidcAccount> {
    const claims = await this.read(token);
    const { sub, iss } = claims;
    if (!isSubject(sub)) throw invalid(wordsFor('sub'));
    return {
      subject: `${iss}#${sub}`,
      name: displayNameIn(claims, sub),
      roles: rolesIn(claims, this.settings.rolesClaim, this.roles),
    };
  }

  private async read(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.settings;
    if (this.keys === undefined || issuer === undefined || audience === undefined)
      throw invalid('auth.oidc.issuer is not set');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.find, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(this.clock.now()),
      });
      const kind = otherKind(protectedHeader, payload);
      if (kind !== undefined) throw invalid(`The token is ${kind}; send the access token`);
      return payload;
    } catch (error) {
      throw error instanceof DomainError ? error : refusalOf(error);
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new DomainError('token_expired', { message: EXPIRED });
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(wordsFor(error.claim));
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return invalid('The signature of the token does not match the key that it names');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return invalid('The token names none of the keys of its issuer');
  if (error instanceof errors.JOSEAlgNotAllowed)
    return invalid(`The token is signed with an unsupported algorithm; use one of ${ALGORITHMS.join(', ')}`);
  return error instanceof errors.JOSEError ? invalid('The token is not a signed JWT') : error;
}

function wordsFor(claim: string): string {
  if (claim === 'iss') return 'The issuer of the token is not auth.oidc.issuer';
  if (claim === 'aud') return 'The audience of the token is not auth.oidc.audience';
  return `The claim ${claim} of the token is missing or invalid`;
}

const invalid = (message: string): DomainError => new DomainError('invalid_token', { message });
