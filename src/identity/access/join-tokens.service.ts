import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { DEFAULT_PAGE } from '../../platform/validation/query-rules.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { isStorable } from '../../platform/validation/rule.js';
import { readQuery } from '../../platform/validation/read-query.js';
import { JoinTokenStore, type JoinTokenRow } from '../store/join-token.store.js';
import {
  JoinTokenRequestDto,
  ListJoinTokensQuery,
  type JoinTokenDto,
  type JoinTokenPageDto,
  type JoinTokenWithSecretDto,
} from './dto/join-token.dto.js';
import { NO_BOUNDS, type Bounds } from '../bounds.js';
import { newSecret } from './secret-text.js';

const DEFAULT_MINUTES = 1440;

/** Creates, lists and revokes join tokens, which let new workers register. A token is shown only once. */
@Injectable()
export class JoinTokensService {
  constructor(private readonly store: JoinTokenStore) {}

  /**
   * Returns one page, by name.
   * @throws DomainError `validation_failed`
   */
  async listJoinTokens(query: unknown): Promise<JoinTokenPageDto> {
    const { cursor = '', limit = DEFAULT_PAGE } = readQuery(ListJoinTokensQuery, query);
    const rows = await this.store.listJoinTokens(cursor, Number(limit) + 1);
    const page = rows.slice(0, Number(limit));
    return {
      joinTokens: page.map(joinTokenDto),
      nextCursor: rows.length > page.length ? page.at(-1)!.name : null,
    };
  }

  /**
   * @param actor the creator's name in the journal
   * @throws DomainError `validation_failed`, `name_taken`
   */
  async makeJoinToken(body: unknown, actor = 'service'): Promise<JoinTokenWithSecretDto> {
    const { value: wish, warnings } = requireCommand(JoinTokenRequestDto, body);
    const { uses = null, expiresInMinutes = DEFAULT_MINUTES } = wish;
    const name = wish.name.trim();
    const secret = newSecret('join');
    const row = await this.store.makeJoinToken(
      secret,
      { name, bounds: boundsOf(wish), uses, expiresInSeconds: expiresInMinutes * 60 },
      actor,
    );
    if (row === undefined)
      throw new DomainError('name_taken', { message: `There is a join token named ${name}` });
    return withWarnings({ ...joinTokenDto(row), joinToken: secret.text }, warnings);
  }

  /** @throws DomainError `key_unknown` */
  async revokeJoinToken(id: string, actor = 'service'): Promise<void> {
    if (!isStorable(id) || !(await this.store.revokeJoinToken(id, actor)))
      throw new DomainError('key_unknown', { message: `There is no join token ${id}` });
  }
}

const boundsOf = (wish: JoinTokenRequestDto): Bounds => ({
  ...NO_BOUNDS,
  tags: wish.tags ?? null,
  workerId: wish.workerIdPattern ?? null,
  zone: wish.zone?.trim() ?? null,
  capabilities: wish.capabilities ?? null,
  maxSlots: wish.maxSlots ?? null,
  cidrs: wish.cidrs ?? null,
});

const joinTokenDto = (row: JoinTokenRow): JoinTokenDto => ({
  id: row.id,
  name: row.name,
  tags: row.tags,
  workerIdPattern: row.worker_id_pattern,
  zone: row.zone,
  capabilities: row.capabilities,
  maxSlots: row.max_slots,
  cidrs: row.cidrs,
  uses: row.uses,
  used: row.uses === null ? null : row.used,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  expiresAt: row.expires_at.toISOString(),
});
