import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { claimOf, NO_BOUNDS, type Bounds } from './bounds.js';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';
import { kidOf, type TokenKey } from './worker-token.js';

/** A worker in one of its lives. */
export interface Life {
  readonly id: string;
  readonly workerId: string;
  readonly incarnation: number;
}

/** Who an authentic token stands for, and for how long; moments in milliseconds of the database's clock. */
export interface Proof extends Life {
  /** What it may register with, as the credential had it by which it came in. */
  readonly bounds: Bounds;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A token, and when it expires (ISO 8601). */
export interface Credentials {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** Less than this share of its life is left: time for the next one. */
const RENEWED_BELOW = 1 / 3;

/** About 15 MB at the most. Workers show the same token again and again; verifying it takes longer than all else of it. */
const MAX_PROVED = 20_000;

/** So long an expired token still proves which worker registers again. */
export const PROOF_MS = 30 * 86_400_000;

/** A token that was verified, by that key. */
interface Proved {
  readonly key: TokenKey;
  readonly proof: Proof;
}

/** Gives workers their tokens, and tells whose token is shown. */
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
   * Makes sure that tokens can be issued. To be called before a change is committed that is answered with one.
   * @throws DomainError `no_signing_key`, `database_unavailable`, `database_busy`
   */
  ready(): Promise<void> {
    return this.keys.ready();
  }

  /** A fresh token of a worker, for the life that it has now. Times are whole seconds, the end rounded up. */
  issue({ id, workerId, incarnation }: Life, { tags, ...others }: Bounds = NO_BOUNDS): Credentials {
    const { clock, current } = this.keys;
    const now = clock.now();
    const exp = Math.ceil((now + this.lifetimeMs) / 1000);
    const iat = Math.floor(now / 1000);
    // Tags have a claim of their own, which tokens had before there were other bounds.
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
    return { accessToken: current.sign(claims), expiresAt: new Date(exp * 1000).toISOString() };
  }

  /** The next token, where less than a third of the life of the one that was shown is left. */
  renewal(proof: Proof): Credentials | undefined {
    const left = proof.expiresAt - this.keys.clock.now();
    return left < (proof.expiresAt - proof.issuedAt) * RENEWED_BELOW
      ? this.issue(proof, proof.bounds)
      : undefined;
  }

  /**
   * Whose token this is; also where it has expired.
   * @throws DomainError `invalid_token`, `credentials_revoked`; `database_unavailable` where its key could not be looked up
   */
  async prove(token: string): Promise<Proof> {
    const proof = this.remembered(token) ?? (await this.verify(token));
    if (this.revocations.cover(proof)) throw new DomainError('credentials_revoked');
    return proof;
  }

  /** Whose token was found authentic before, expired and revoked ones too. */
  holderOf(token: string): Proof | undefined {
    return this.remembered(token);
  }

  private async verify(token: string): Promise<Proof> {
    const kid = kidOf(token);
    const key = kid === undefined ? undefined : await this.keys.find(kid);
    const claims = key?.read(token);
    if (key === undefined || claims === undefined) throw new DomainError('invalid_token');
    const proof = {
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

  /** The same for a token that was verified before; undefined for any other, and where it has expired or was revoked. */
  provedNow(token: string): Proof | undefined {
    const proof = this.remembered(token);
    if (proof === undefined || this.keys.clock.now() >= proof.expiresAt) return undefined;
    return this.revocations.cover(proof) ? undefined : proof;
  }

  /**
   * Whose token this is, where it may still register: up to 30 days after its end.
   * @throws DomainError `invalid_token`, `token_expired`
   */
  async proveToRegister(token: string): Promise<Proof> {
    const proof = await this.prove(token);
    if (this.keys.clock.now() >= proof.expiresAt + PROOF_MS)
      throw new DomainError('token_expired', { message: 'The token expired more than 30 days ago' });
    return proof;
  }

  /**
   * Whose token this is, where it has not expired.
   * @throws DomainError `invalid_token`, `token_expired`
   */
  async proveNow(token: string): Promise<Proof> {
    const proof = await this.prove(token);
    if (this.keys.clock.now() >= proof.expiresAt) throw new DomainError('token_expired');
    return proof;
  }

  /** Whether the token is that worker's own, expired or not. Throws nothing for a bad one. */
  async isOwn(workerId: string | null, token: string | undefined): Promise<boolean> {
    if (token === undefined || workerId === null) return false;
    const proof = await this.prove(token).catch(() => undefined);
    return proof?.workerId === workerId;
  }

  /** A key that is dropped takes its tokens with it. */
  private remembered(token: string): Proof | undefined {
    const known = this.proved.get(token);
    return known !== undefined && this.keys.has(known.key) ? known.proof : undefined;
  }
}
