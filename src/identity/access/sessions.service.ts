import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { requireBody, withWarnings } from '../../platform/validation/require-body.js';
import { isStorable } from '../../platform/validation/rule.js';
import { ROLES } from '../roles.js';
import { scopeText } from '../scope.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { plainText } from '../../platform/text/plain-text.js';
import { SessionStore, type SessionRow } from '../store/session.store.js';
import { AccessService } from './access.service.js';
import { Admission } from './admission.js';
import { actorOf } from './actor.js';
import type { Origin } from './origin.js';
import type { AccessRule } from './access-rule.js';
import type { Caller } from './caller.js';
import {
  SessionRequestDto,
  type ActiveSessionDto,
  type SessionDto,
  type SessionListDto,
} from './dto/session.dto.js';
import { grants } from './grants.js';
import { LiveSessions } from './live-sessions.js';
import { readSecret } from './secret-text.js';
import { SessionTokens } from './session-tokens.js';

const MAX_ADDRESS = 100;
const MAX_USER_AGENT = 200;

/** Required to see what signed-in people can see. */
const READING: AccessRule = { role: 'viewer', scope: 'caller' };

/** Signs people in with an API key. */
@Injectable()
export class SessionsService {
  private readonly asked: boolean;

  constructor(
    private readonly access: AccessService,
    private readonly admission: Admission,
    private readonly tokens: SessionTokens,
    private readonly store: SessionStore,
    private readonly live: LiveSessions,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.asked = auth.mode === 'token';
  }

  /** @throws DomainError `validation_failed`, `invalid_token`, `api_key_expired`, `role_missing`, `too_many_registration_attempts` */
  async beginSession(
    body: unknown,
    origin: Origin,
    userAgent: string | undefined,
  ): Promise<{ session: string; who: SessionDto }> {
    const { value, warnings } = requireBody(SessionRequestDto, body);
    const { keyId, caller } = await this.admission.countRefusals(origin.address, () =>
      this.ownerOf(value.key.trim()),
    );
    const session = await this.tokens.beginSession({
      keyId,
      actor: actorOf({ ...caller, origin }, 'operator'),
      address: origin.address && plainText(origin.address, MAX_ADDRESS),
      userAgent: userAgent && plainText(userAgent, MAX_USER_AGENT),
    });
    return { session, who: withWarnings(this.describeSession(caller), warnings) };
  }

  private async ownerOf(key: string): Promise<{ keyId: string; caller: Caller }> {
    const secret = readSecret(key);
    if (secret?.kind !== 'key')
      this.access.refuseAccess('invalid_token', 'Not an API key: it must begin with wrk_');
    const caller = await this.access.admitRequest({ authorization: `Bearer ${key}` }, READING);
    return { keyId: secret.id, caller };
  }

  /** Ends the session of a cookie; does nothing for an invalid cookie, or one of an ended session. */
  async endSession(token: string | undefined, origin: Origin): Promise<void> {
    const claims = token === undefined ? undefined : await this.tokens.claimsOf(token);
    if (claims === undefined) return;
    const { account } = (await this.store.findSession(claims.sid)) ?? {};
    if (account === undefined) return;
    const caller: Caller = {
      kind: 'account',
      actor: account,
      subject: `key:${claims.sub}`,
      roles: [],
      scope: null,
      origin,
    };
    await this.store.endSession(claims.sid, null, actorOf(caller, 'operator'));
    this.live.expireLookups();
  }

  /** Lists the sessions of the caller; admins get all. */
  async listSessions(caller: Caller): Promise<SessionListDto> {
    return { sessions: (await this.store.listSessions(ownOf(caller))).map(sessionDto) };
  }

  /**
   * Ends a session of the caller; admins may end any.
   * @throws DomainError `session_unknown`
   */
  async endById(id: string, caller: Caller): Promise<void> {
    if (!isStorable(id) || !(await this.store.endSession(id, ownOf(caller), actorOf(caller, 'operator'))))
      throw new DomainError('session_unknown', { message: `There is no session ${plainText(id, 50)}` });
    this.live.expireLookups();
  }

  describeSession(caller: Caller): SessionDto {
    const { asked } = this;
    if (caller.kind !== 'account') return { asked, name: null, roles: [...ROLES], limitedTo: null };
    return {
      asked,
      name: caller.actor,
      roles: ROLES.filter((role) => grants(caller.roles, role)),
      limitedTo: caller.scope && scopeText(caller.scope),
    };
  }
}

/** Returns the API key whose sessions a caller may see and end; null for all. */
function ownOf(caller: Caller): string | null {
  if (caller.kind !== 'account') return null;
  return grants(caller.roles, 'admin') ? null : caller.subject.replace(/^key:/, '');
}

const sessionDto = (row: SessionRow): ActiveSessionDto => ({
  id: row.id,
  account: row.account,
  address: row.address,
  userAgent: row.user_agent,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
});
