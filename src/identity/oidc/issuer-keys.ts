import { Logger } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { DomainError } from '../../platform/errors/domain-error.js';

/** Pause after a failed request to an issuer, whatever tokens arrive meanwhile. */
const PAUSE_MS = 5000;
const LOG_PAUSE_MS = 60_000;

type Key = Awaited<ReturnType<JWTVerifyGetKey>>;

/**
 * The keys of an issuer: fetched when they are first needed, kept for ten minutes, and fetched again for a
 * token that names an unknown one, up to twice a minute.
 */
export class IssuerKeys {
  private readonly logger = new Logger('Oidc');
  private readonly remote: RemoteJWKSet;
  private awayUntil = Number.NEGATIVE_INFINITY;
  private loggedAt = Number.NEGATIVE_INFINITY;

  /** @param timer a monotonic timer in milliseconds */
  constructor(
    private readonly issuer: string,
    private readonly timer: () => number = () => performance.now(),
  ) {
    const discovery = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    this.remote = createRemoteJWKSet(discovery, {
      // The document at this URL says where the keys are; both are fetched each time, because either may
      // move.
      [customFetch]: (url, { signal }) => this.fetchKeys(url, signal),
    });
  }

  /**
   * Returns the key that a token names.
   * @throws DomainError `issuer_unavailable`; an error of jose if the issuer has no such key
   */
  readonly find: JWTVerifyGetKey = async (header, token): Promise<Key> => {
    try {
      return await this.remote(header, token);
    } catch (error) {
      if (isOfToken(error)) throw error;
      throw this.away(error as Error);
    }
  };

  private async fetchKeys(discovery: string, signal: AbortSignal): Promise<Response> {
    if (this.timer() < this.awayUntil) throw new StillAway();
    const { issuer, jwks_uri } = (await fetchJson(discovery, signal)) as {
      issuer?: unknown;
      jwks_uri?: unknown;
    };
    if (issuer !== this.issuer) throw new Error(`${discovery} is about the issuer ${JSON.stringify(issuer)}`);
    if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri))
      throw new Error(`${discovery} names no jwks_uri`);
    if (this.issuer.startsWith('https:') && !jwks_uri.startsWith('https:'))
      throw new Error(`its keys are at ${jwks_uri}, which is not HTTPS`);
    return Response.json(await fetchJson(jwks_uri, signal));
  }

  private away(error: Error): DomainError {
    if (!(error instanceof StillAway)) {
      this.awayUntil = this.timer() + PAUSE_MS;
      this.logFailure(error);
    }
    return new DomainError('issuer_unavailable', { retryAfterSeconds: PAUSE_MS / 1000 }, { cause: error });
  }

  private logFailure({ message, cause }: Error): void {
    if (this.timer() - this.loggedAt < LOG_PAUSE_MS) return;
    this.loggedAt = this.timer();
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
    this.logger.warn(
      `The keys of the issuer ${this.issuer} are unavailable: ${reason}. Its tokens get 503 meanwhile`,
    );
  }
}

/** The issuer was unavailable a moment ago, and is not asked again yet. */
class StillAway extends Error {}

const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error(`${url} returned ${response.status}`);
  return response.json();
}
