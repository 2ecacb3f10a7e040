import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { claimOf, NO_BOUNDS, type Bounds } from './bounds.js';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';
import { kidOf, type TokenKey } from './worker-token.js';

/** A worker in one of its incarnations. */
export interface Life {
  readonly id: string;
  readonly workerId: string;
  readonly incarnation: number;
}

/** Contents of an authentic token; times are milliseconds of the database clock. */
export interface Proof extends Life {
  readonly kind: 'worker';
  /** What the worker may register with, copied from the credential of its first registration. */
  readonly bounds: Bounds;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A token, and when it expires (ISO 8601). */
export interface Credentials {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** When less than this share of its lifetime is left, a token is renewed. */
const RENEWED_BELOW = 1 / 3;

/**
 * Up to about 15 MB. Workers send the same token again and again; verifying it takes longer than everything
 * else about it.
 */
const MAX_PROVED = 20_000;

/** How long an expired token still identifies a worker that registers again. */
export const PROOF_MS = 30 * 86_400_000;

/** A verified token, and the key that verified it. */
interface Proved {
  readonly key: TokenKey;
  readonly proof: Proof;
}

/** Issues the tokens of workers, and verifies them. */
@Injectable()
export class IdentityService {
  private readonly lifetimeMs: number;
  private readonly proved = new LRUCache<string, Proved>({ max: MAX_PROVED });

  constructor(
    private readonly keys: SigningKeys,
    private readonly revocations: Revocations,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.lifetimeMs = auth.tokenLifetimeMinutes * 60_000;
  }

  /**
   * Makes sure that tokens can be issued. Must be called before a change is committed whose answer contains
   * one.
   * @throws DomainError `no_signing_key`, `database_unavailable`, `database_busy`
   */
  requireSigningKey(): Promise<void> {
    return this.keys.requireKey();
  }

  /**
   * Issues a new token of a worker for its current incarnation. Times are whole seconds, the end rounded up.
   */
  issueToken({ id, workerId, incarnation }: Life, { tags, ...others }: Bounds = NO_BOUNDS): Credentials {
    const { clock, current } = this.keys;
    const now = clock.now();
    const exp = Math.ceil((now + this.lifetimeMs) / 1000);
    const iat = Math.floor(now / 1000);
    // Tags have a claim of their own, which tokens had before other bounds existed.
    const bounds = claimOf({ ...NO_BOUNDS, ...others });
    const claims = {
      sub: id,
      wid: workerId,
      inc: incarnation,
      iat,
      exp,
      ...(tags && { tags }),
      ...(bounds && { bounds }),
    };
    return { accessToken: current.signClaims(claims), expiresAt: new Date(exp * 1000).toISOString() };
  }

  /** Returns the next token if less than a third of the lifetime of the current one is left. */
  renewToken(proof: Proof): Credentials | undefined {
    const left = proof.expiresAt - this.keys.clock.now();
    return left < (proof.expiresAt - proof.issuedAt) * RENEWED_BELOW
      ? this.issueToken(proof, proof.bounds)
      : undefined;
  }

  /**
   * Verifies a token, even an expired one.
   * @throws DomainError `invalid_token`, `credentials_revoked`; `database_unavailable` if its key could not
   * be looked up
   */
  async verifyToken(token: string): Promise<Proof> {
    const proof = this.remembered(token) ?? (await this.verify(token));
    if (this.revocations.isRevoked(proof)) throw new DomainError('credentials_revoked');
    return proof;
  }

  /** Verifies the signature of a token, even if it is expired or revoked. */
  holderOf(token: string): Proof | undefined {
    return this.remembered(token);
  }

  private async verify(token: string): Promise<Proof> {
    const kid = kidOf(token);
    const key = kid === undefined ? undefined : await this.keys.findKey(kid);
    const claims = key?.readToken(token);
    if (key === undefined || claims === undefined) throw new DomainError('invalid_token');
    const proof = {
      kind: 'worker' as const,
      id: claims.sub,
      workerId: claims.wid,
      incarnation: claims.inc,
      issuedAt: claims.iat * 1000,
      expiresAt: claims.exp * 1000,
      bounds: { ...NO_BOUNDS, ...claims.bounds, tags: claims.tags ?? null },
    };
    this.proved.set(token, { key, proof });
    return proof;
  }

  /**
   * Does the same for a token that was verified before; returns undefined for any other, and if it has
   * expired or was revoked.
   */
  provedNow(token: string): Proof | undefined {
    const proof = this.remembered(token);
    if (proof === undefined || this.keys.clock.now() >= proof.expiresAt) return undefined;
    return this.revocations.isRevoked(proof) ? undefined : proof;
  }

  /**
   * Verifies a token that may still register: up to 30 days after its end.
   * @throws DomainError `invalid_token`, `token_expired`
   */
  async proveToRegister(token: string): Promise<Proof> {
    const proof = await this.verifyToken(token);
    if (this.keys.clock.now() >= proof.expiresAt + PROOF_MS)
      throw new DomainError('token_expired', { message: 'The token expired more than 30 days ago' });
    return proof;
  }

  /**
   * Verifies a token that has not expired.
   * @throws DomainError `invalid_token`, `token_expired`
   */
  async proveNow(token: string): Promise<Proof> {
    const proof = await this.verifyToken(token);
    if (this.keys.clock.now() >= proof.expiresAt) throw new DomainError('token_expired');
    return proof;
  }

  /** Whether the token is that worker's own, expired or not. Throws no error for an invalid one. */
  async isOwn(workerId: string | null, token: string | undefined): Promise<boolean> {
    if (token === undefined || workerId === null) return false;
    const proof = await this.verifyToken(token).catch(() => undefined);
    return proof?.workerId === workerId;
  }

  /** If a key is deleted, its tokens are no longer valid. */
  private remembered(token: string): Proof | undefined {
    const known = this.proved.get(token);
    return known !== undefined && this.keys.hasKey(known.key) ? known.proof : undefined;
  }
}
