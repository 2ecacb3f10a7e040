import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-error.js';
import { AccessSignal } from '../access-signal.js';
import { SigningKeys } from '../signing-keys.js';
import { ApiKeyStore, scopeIn, type StoredApiKey } from '../store/api-key.store.js';
import type { Account } from './caller.js';
import { isSame, type ShownSecret } from './secret-text.js';
import { SpacedReadings } from './spaced-readings.js';

/** Maximum time for which a revoked key may still work on another instance if no notification arrives. */
const FRESH_MS = 5000;

/** The API keys in the memory of this process: checking a call costs no query. */
@Injectable()
export class ApiKeys {
  private known: ReadonlyMap<string, StoredApiKey> = new Map();
  private readAt = Number.NEGATIVE_INFINITY;
  private readonly readings = new SpacedReadings(() => this.read());

  constructor(
    private readonly store: ApiKeyStore,
    private readonly signing: SigningKeys,
    signal: AccessSignal,
  ) {
    signal.onChange('api_key', () => this.expireKeys());
  }

  /**
   * Returns the account of a key. While the database is unavailable, the last known keys are valid.
   * @throws DomainError `invalid_token`, `api_key_expired`
   */
  async readAccount({ id, hash }: ShownSecret): Promise<Account> {
    await this.refresh(id);
    return this.accountOf({ id, hash });
  }

  /**
   * Does the same synchronously: returns undefined for an unknown key, or if the keys were read too long ago.
   */
  knownAccount(shown: ShownSecret): Account | undefined {
    return this.isFresh(shown.id) ? this.accountOf(shown) : undefined;
  }

  /** Makes the next call read the keys again. */
  expireKeys(): void {
    this.readAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Returns the account of a key id for a caller that has already proved to have the key.
   * @throws DomainError `invalid_token`, `api_key_expired`
   */
  async accountById(id: string): Promise<Account> {
    await this.refresh(id);
    return this.goodAccount(id);
  }

  private accountOf({ id, hash }: Pick<ShownSecret, 'id' | 'hash'>): Account {
    if (!isSame(hash, this.known.get(id)?.hash)) throw unknownKey();
    return this.goodAccount(id);
  }

  private goodAccount(id: string): Account {
    const key = this.known.get(id);
    if (key === undefined) throw unknownKey();
    if (key.expires_ms !== null && this.signing.clock.now() >= key.expires_ms)
      throw new DomainError('api_key_expired');
    return {
      kind: 'account',
      actor: `key:${key.name}`,
      subject: `key:${id}`,
      roles: key.roles,
      scope: scopeIn(key),
    };
  }

  private isFresh(id: string): boolean {
    return this.known.has(id) && performance.now() - this.readAt < FRESH_MS;
  }

  /**
   * An unknown key may have been created a moment ago by another instance: only a reading that begins now is
   * conclusive.
   */
  private async refresh(id: string): Promise<void> {
    if (this.isFresh(id)) return;
    try {
      await this.readings.of(id);
    } catch (error) {
      if (!(error instanceof DomainError) || !this.known.has(id)) throw error;
    }
  }

  private async read(): Promise<void> {
    const begunAt = performance.now();
    const keys = await this.store.readApiKeys();
    this.known = new Map(keys.map((key) => [key.id, key]));
    this.readAt = begunAt;
  }
}

const unknownKey = (): DomainError =>
  new DomainError('invalid_token', { message: 'Unknown or revoked API key' });
