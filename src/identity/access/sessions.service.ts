import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { requireBody } from '../../platform/validation/read-body.js';
import { ROLES } from '../roles.js';
import { AccessService } from './access.service.js';
import type { AccessRule } from './access-rule.js';
import type { Caller } from './caller.js';
import { SessionRequestDto, type SessionDto } from './dto/session.dto.js';
import { grants } from './grants.js';
import { readSecret } from './secret-text.js';
import { SessionTokens } from './session-tokens.js';

/** What is shown to somebody signed in takes this. */
const READING: AccessRule = { role: 'viewer' };

/** Signs people in, by an API key. */
@Injectable()
export class SessionsService {
  private readonly asked: boolean;

  constructor(
    private readonly access: AccessService,
    private readonly tokens: SessionTokens,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.asked = auth.mode === 'token';
  }

  /** @throws DomainError `validation_failed`, `invalid_token`, `api_key_expired`, `role_missing` */
  async begin(body: unknown): Promise<{ session: string; who: SessionDto }> {
    const { key } = requireBody(SessionRequestDto, body);
    const secret = readSecret(key.trim());
    if (secret?.kind !== 'key')
      this.access.refuse('invalid_token', 'This is no API key: one begins with wrk_');
    const caller = await this.access.admit({ authorization: `Bearer ${key.trim()}` }, READING);
    await this.tokens.ready();
    return { session: this.tokens.issue(secret.id), who: this.who(caller) };
  }

  who(caller: Caller): SessionDto {
    const { asked } = this;
    if (caller.kind !== 'account') return { asked, name: null, roles: [...ROLES] };
    return { asked, name: caller.actor, roles: ROLES.filter((role) => grants(caller.roles, role)) };
  }
}
