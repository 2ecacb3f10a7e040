import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { SessionClaims } from '../session-token.js';
import { SigningKeys } from '../signing-keys.js';
import { SessionStore, type NewSession } from '../store/session.store.js';
import { kidOf } from '../worker-token.js';
import { LiveSessions } from './live-sessions.js';

/** A working day: people sign in once. */
export const SESSION_SECONDS = 12 * 3600;

const ID_BYTES = 8;

/**
 * Sessions of people who signed in with an API key: the cookie does not contain the key, and a stolen session
 * ends.
 */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly store: SessionStore,
    private readonly live: LiveSessions,
  ) {}

  /**
   * Begins a session.
   * @throws DomainError `no_signing_key`, `database_unavailable`
   */
  async beginSession(session: Omit<NewSession, 'id' | 'seconds'>): Promise<string> {
    await this.keys.requireKey();
    const id = randomBytes(ID_BYTES).toString('hex');
    const { clock, current } = this.keys;
    const exp = Math.floor(clock.now() / 1000) + SESSION_SECONDS;
    await this.store.makeSession({ ...session, id, seconds: SESSION_SECONDS });
    return current.sessions.signClaims({ sub: session.keyId, sid: id, exp });
  }

  /**
   * Returns the contents of an active session; the caller must check whether its API key is still valid.
   * @throws DomainError `session_over`; `database_unavailable` if it could not be looked up
   */
  async readClaims(token: string): Promise<SessionClaims> {
    const claims = await this.claimsOf(token);
    if (
      claims === undefined ||
      this.keys.clock.now() >= claims.exp * 1000 ||
      !(await this.live.isActive(claims.sid))
    )
      throw new DomainError('session_over');
    return claims;
  }

  /** Returns the contents of an authentic session, active or not; undefined for any other text. */
  async claimsOf(token: string): Promise<SessionClaims | undefined> {
    const kid = kidOf(token);
    return kid === undefined ? undefined : (await this.keys.findKey(kid))?.sessions.readToken(token);
  }
}
