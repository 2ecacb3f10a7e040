import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { requireBody } from '../../platform/validation/read-body.js';
import { ApiKeyStore, type ApiKeyRow } from '../store/api-key.store.js';
import { ApiKeys } from './api-keys.js';
import {
  ApiKeyRequestDto,
  type ApiKeyDto,
  type ApiKeyListDto,
  type NewApiKeyDto,
} from './dto/api-key.dto.js';
import { isStorable } from '../../platform/validation/rule.js';
import { newSecret } from './secret-text.js';

const DAY_SECONDS = 86_400;

/** API keys of people and programs: made, shown once, revoked. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly known: ApiKeys,
  ) {}

  /** The keys by name, without their secrets. */
  async list(): Promise<ApiKeyListDto> {
    return { keys: (await this.store.read()).map(apiKeyDto) };
  }

  /**
   * @param actor who makes it, as the journal names them
   * @throws DomainError `validation_failed`, `name_taken`
   */
  async make(body: unknown, actor = 'service'): Promise<NewApiKeyDto> {
    const { name, roles, expiresInDays } = requireBody(ApiKeyRequestDto, body);
    const secret = newSecret('key');
    const expiresInSeconds = expiresInDays === undefined ? null : expiresInDays * DAY_SECONDS;
    const row = await this.store.make(secret, { name, roles: [...new Set(roles)], expiresInSeconds }, actor);
    if (row === undefined) throw new DomainError('name_taken', { message: `There is a key named ${name}` });
    return { ...apiKeyDto(row), key: secret.text };
  }

  /** Revokes a key: it is refused here from now on, elsewhere when the change is announced, or five seconds later. @throws DomainError `key_unknown`, `last_admin_key` */
  async revoke(id: string, actor = 'service'): Promise<void> {
    const revoked = isStorable(id) ? await this.store.revoke(id, actor) : undefined;
    if (revoked === undefined) throw new DomainError('key_unknown', { message: `There is no key ${id}` });
    if (!revoked) throw new DomainError('last_admin_key');
    this.known.forget();
  }
}

const apiKeyDto = ({ id, name, roles, created_at, created_by, expires_at }: ApiKeyRow): ApiKeyDto => ({
  id,
  name,
  roles,
  createdAt: created_at.toISOString(),
  createdBy: created_by,
  expiresAt: expires_at?.toISOString() ?? null,
});
