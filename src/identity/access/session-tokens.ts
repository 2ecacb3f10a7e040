import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { SigningKeys } from '../signing-keys.js';
import { kidOf } from '../worker-token.js';

/** A working day: who reads signs in once. */
export const SESSION_SECONDS = 12 * 3600;

/** Sessions of people who signed in with an API key: it is in no cookie itself, and a stolen session ends. */
@Injectable()
export class SessionTokens {
  constructor(private readonly keys: SigningKeys) {}

  /** Makes sure that a session can be issued. @throws DomainError `no_signing_key`, `database_unavailable` */
  ready(): Promise<void> {
    return this.keys.ready();
  }

  /** @param keyId the public id of the API key */
  issue(keyId: string): string {
    const { clock, current } = this.keys;
    return current.sessions.sign({ sub: keyId, exp: Math.floor(clock.now() / 1000) + SESSION_SECONDS });
  }

  /**
   * The id of the API key that a session was begun with; whether the key is still good is for the caller to ask.
   * @throws DomainError `session_over`; `database_unavailable` where its signature could not be looked up
   */
  async keyIdOf(token: string): Promise<string> {
    const kid = kidOf(token);
    const claims = kid === undefined ? undefined : (await this.keys.find(kid))?.sessions.read(token);
    if (claims === undefined || this.keys.clock.now() >= claims.exp * 1000)
      throw new DomainError('session_over');
    return claims.sub;
  }
}
