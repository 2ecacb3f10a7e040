import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { boundsIn, JoinTokenStore, type StoredJoinToken } from '../store/join-token.store.js';
import type { Joiner } from './caller.js';
import { isSame, type ShownSecret } from './secret-text.js';
import { SpacedReadings } from './spaced-readings.js';

/**
 * Looks up join tokens of requests. All that arrive together share one query, so that neither a fleet nor a
 * stranger causes more.
 */
@Injectable()
export class JoinTokens {
  private readonly readings: SpacedReadings<ReadonlyMap<string, StoredJoinToken>>;

  constructor(store: JoinTokenStore) {
    this.readings = new SpacedReadings(async (ids) => {
      const found = await store.findJoinTokens(ids);
      return new Map(found.map((token) => [token.id, token]));
    });
  }

  /**
   * Returns the caller of a join token.
   * @throws DomainError `invalid_token`, `join_token_expired`
   */
  async readJoiner({ id, hash }: ShownSecret): Promise<Joiner> {
    const token = (await this.readings.of(id)).get(id);
    if (!isSame(hash, token?.hash) || token === undefined)
      throw new DomainError('invalid_token', { message: 'Unknown or revoked join token' });
    if (token.ended) throw new DomainError('join_token_expired');
    return { kind: 'joiner', id, name: token.name, bounds: boundsIn(token), limited: token.uses !== null };
  }
}
