import { Injectable } from '@nestjs/common';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { isStorable } from '../../platform/validation/rule.js';
import { ApiKeyStore, type ApiKeyRow } from '../store/api-key.store.js';
import { ApiKeys } from './api-keys.js';
import {
  ApiKeyRequestDto,
  type ApiKeyDto,
  type ApiKeyListDto,
  type ApiKeyWithSecretDto,
} from './dto/api-key.dto.js';
import type { Scope } from '../scope.js';
import { newSecret } from './secret-text.js';

const DAY_SECONDS = 86_400;

const OTHERS_EXPIRE =
  'This is the last admin key that does not expire; create another one without an end first';

/** Creates, lists and revokes API keys of people and programs. A key is shown only once. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly known: ApiKeys,
  ) {}

  /** Lists the keys by name, without their secrets. */
  async listApiKeys(): Promise<ApiKeyListDto> {
    return { keys: (await this.store.readApiKeys()).map(apiKeyDto) };
  }

  /**
   * @param actor the creator's name in the journal
   * @throws DomainError `validation_failed`, `name_taken`
   */
  makeApiKey(body: unknown, actor = 'service'): Promise<ApiKeyWithSecretDto> {
    return makeApiKey(this.store, body, actor);
  }

  /**
   * Revokes a key: it is refused here at once, elsewhere when the change is announced, or within five
   * seconds.
   * @throws DomainError `key_unknown`, `last_admin_key`
   */
  async revokeApiKey(id: string, actor = 'service'): Promise<void> {
    const revoked = isStorable(id) ? await this.store.revokeApiKey(id, actor) : undefined;
    if (revoked === undefined) throw new DomainError('key_unknown', { message: `There is no key ${id}` });
    if (!revoked.revoked)
      throw new DomainError('last_admin_key', revoked.others_expire ? { message: OTHERS_EXPIRE } : {});
    this.known.expireKeys();
  }
}

const apiKeyDto = (key: ApiKeyRow): ApiKeyDto => ({
  id: key.id,
  name: key.name,
  roles: key.roles,
  createdAt: key.created_at.toISOString(),
  createdBy: key.created_by,
  expiresAt: key.expires_at?.toISOString() ?? null,
  zone: key.zone,
  tag: key.tag,
  workerIdPrefix: key.worker_id_prefix,
});

/**
 * Creates a key, with or without a running service.
 * @throws DomainError `validation_failed`, `name_taken`
 */
export async function makeApiKey(
  store: ApiKeyStore,
  body: unknown,
  actor: string,
): Promise<ApiKeyWithSecretDto> {
  const { value: wish, warnings } = requireCommand(ApiKeyRequestDto, body);
  const { roles, expiresInDays, zone = null, tag = null, workerIdPrefix = null } = wish;
  const name = wish.name.trim();
  const scope = { zone: zone?.trim() ?? null, tag, workerIdPrefix };
  if (roles.includes('admin')) requireNoScope(scope);
  const secret = newSecret('key');
  const expiresInSeconds = expiresInDays === undefined ? null : expiresInDays * DAY_SECONDS;
  const wished = { name, roles: [...new Set(roles)], expiresInSeconds, ...scope };
  const row = await store.makeApiKey(secret, wished, actor);
  if (row === undefined) throw new DomainError('name_taken', { message: `There is a key named ${name}` });
  return withWarnings({ ...apiKeyDto(row), key: secret.text }, warnings);
}

/**
 * The rights of an admin cannot be limited to a part of the fleet: keys, settings, sessions.
 * @throws DomainError `validation_failed`
 */
function requireNoScope(scope: Scope): void {
  const errors = Object.entries(scope)
    .filter(([, value]) => value !== null)
    .map(([field]) => ({ field, message: 'An admin key cannot be limited to a part of the fleet' }));
  if (errors.length > 0) throw validationFailed(errors);
}
