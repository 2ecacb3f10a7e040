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

const OTHERS_EXPIRE = 'It is the last admin key that does not expire; make another without an end first';

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
  make(body: unknown, actor = 'service'): Promise<NewApiKeyDto> {
    return makeApiKey(this.store, body, actor);
  }

  /** Revokes a key: it is refused here from now on, elsewhere when the change is announced, or five seconds later. @throws DomainError `key_unknown`, `last_admin_key` */
  async revoke(id: string, actor = 'service'): Promise<void> {
    const revoked = isStorable(id) ? await this.store.revoke(id, actor) : undefined;
    if (revoked === undefined) throw new DomainError('key_unknown', { message: `There is no key ${id}` });
    if (!revoked.revoked)
      throw new DomainError('last_admin_key', revoked.others_expire ? { message: OTHERS_EXPIRE } : {});
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

/** Makes a key, with or without a running service. @throws DomainError `validation_failed`, `name_taken` */
export async function makeApiKey(store: ApiKeyStore, body: unknown, actor: string): Promise<NewApiKeyDto> {
  const { name: given, roles, expiresInDays } = requireBody(ApiKeyRequestDto, body);
  const name = given.trim();
  const secret = newSecret('key');
  const expiresInSeconds = expiresInDays === undefined ? null : expiresInDays * DAY_SECONDS;
  const row = await store.make(secret, { name, roles: [...new Set(roles)], expiresInSeconds }, actor);
  if (row === undefined) throw new DomainError('name_taken', { message: `There is a key named ${name}` });
  return { ...apiKeyDto(row), key: secret.text };
}
