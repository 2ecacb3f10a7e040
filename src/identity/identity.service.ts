import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { DomainError, type ErrorDetails } from '../platform/errors/domain-error.js';
import type { ErrorCode } from '../platform/errors/error-table.js';
import { Refusals } from './refusals.js';
import { SigningKeys } from './signing-keys.js';
import { kidOf } from './worker-token.js';

/** A worker in one of its lives. */
export interface Life {
  readonly id: string;
  readonly workerId: string;
  readonly incarnation: number;
}

/** Who an authentic token stands for, and for how long; moments in milliseconds of the database's clock. */
export interface Proof extends Life {
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

/** Gives workers their tokens, and tells whose token is shown. */
@Injectable()
export class IdentityService {
  private readonly lifetimeMs: number;

  constructor(
    private readonly keys: SigningKeys,
    private readonly refusals: Refusals,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.lifetimeMs = auth.tokenLifetimeMinutes * 60_000;
  }

  /** A fresh token of a worker, for the life that it has now. Times are whole seconds, the end rounded up. */
  issue({ id, workerId, incarnation }: Life): Credentials {
    const { clock, current } = this.keys;
    const now = clock.now();
    const exp = Math.ceil((now + this.lifetimeMs) / 1000);
    const claims = { sub: id, wid: workerId, inc: incarnation, iat: Math.floor(now / 1000), exp };
    return { accessToken: current.sign(claims), expiresAt: new Date(exp * 1000).toISOString() };
  }

  /** The next token, where less than a third of the life of the one that was shown is left. */
  renewal(proof: Proof): Credentials | undefined {
    const left = proof.expiresAt - this.keys.clock.now();
    return left < (proof.expiresAt - proof.issuedAt) * RENEWED_BELOW ? this.issue(proof) : undefined;
  }

  /**
   * Whose token this is; also where it has expired.
   * @throws DomainError `invalid_token`; `database_unavailable` where its key could not be looked up
   */
  async prove(token: string): Promise<Proof> {
    return (await this.read(token)) ?? this.refuse('invalid_token');
  }

  /**
   * A token that is shown at a registration has to be that worker's own; what names no worker is refused for that.
   * @throws DomainError `invalid_token`
   */
  requireOwn(proof: Proof | undefined, workerId: string | null): void {
    if (proof === undefined || workerId === null || proof.workerId === workerId) return;
    this.refuse('invalid_token', { message: 'The token is of another worker' });
  }

  /**
   * Who calls for the worker of that name (its workerId or its id); undefined where no token is shown.
   * @throws DomainError `invalid_token`, `token_expired`; `not_your_worker`, whether or not there is such a worker
   */
  async caller(name: string, token: string | undefined): Promise<Proof | undefined> {
    if (token === undefined) return undefined;
    const proof = await this.prove(token);
    if (this.keys.clock.now() >= proof.expiresAt) this.refuse('token_expired');
    if (name !== proof.workerId && name.toLowerCase() !== proof.id) this.refuse('not_your_worker');
    return proof;
  }

  /** Whether the token is that worker's own, expired or not. Throws nothing for a bad one. */
  async isOwn(workerId: string | null, token: string | undefined): Promise<boolean> {
    if (token === undefined || workerId === null) return false;
    const proof = await this.read(token).catch(() => undefined);
    return proof?.workerId === workerId;
  }

  private async read(token: string): Promise<Proof | undefined> {
    const kid = kidOf(token);
    const claims = kid === undefined ? undefined : (await this.keys.find(kid))?.read(token);
    if (claims === undefined) return undefined;
    return {
      id: claims.sub,
      workerId: claims.wid,
      incarnation: claims.inc,
      issuedAt: claims.iat * 1000,
      expiresAt: claims.exp * 1000,
    };
  }

  private refuse(code: ErrorCode, details?: ErrorDetails): never {
    this.refusals.count(code);
    throw new DomainError(code, details);
  }
}
