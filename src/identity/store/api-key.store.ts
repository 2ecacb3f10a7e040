import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { NewSecret, ShownSecret } from '../access/secret-text.js';
import type { Role } from '../roles.js';
import type { Scope } from '../scope.js';

const MAKE = statement(import.meta.url, './sql/make-api-key.sql', JOURNAL);
const MAKE_FIRST = statement(import.meta.url, './sql/make-first-key.sql', JOURNAL);
const MAKE_SCRAPE_KEY = statement(import.meta.url, './sql/make-scrape-key.sql', JOURNAL);
const READ_ADMINS = statement(import.meta.url, './sql/read-admin-keys.sql');
const READ = statement(import.meta.url, './sql/read-api-keys.sql');
const REVOKE = statement(import.meta.url, './sql/revoke-api-key.sql', JOURNAL);

/** An API key, without its secret. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly zone: string | null;
  readonly tag: string | null;
  readonly worker_id_prefix: string | null;
}

/** Returns the part of the fleet that a key is limited to; null for the whole fleet. */
export const scopeIn = ({ zone, tag, worker_id_prefix: workerIdPrefix }: ApiKeyRow): Scope | null =>
  zone === null && tag === null && workerIdPrefix === null ? null : { zone, tag, workerIdPrefix };

/** An API key with its hash. */
export interface StoredApiKey extends ApiKeyRow {
  readonly hash: Buffer;
  /** When it expires, in milliseconds of the database clock. */
  readonly expires_ms: number | null;
}

export interface ApiKeyWish extends Scope {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Null: never. */
  readonly expiresInSeconds: number | null;
}

/** Figures of the keys with role admin. */
export interface AdminKeys {
  readonly total: number;
  readonly usable: number;
  /** Number of those that never expire. */
  readonly lasting: number;
  /** When the last working key that expires does so. */
  readonly last_end: Date | null;
}

export interface Revocation {
  /** False if the key is kept, because without it no admin key would work. */
  readonly revoked: boolean;
  /** Whether it is kept because all others expire. */
  readonly others_expire: boolean;
}

/** Stores API keys. */
@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  async readApiKeys(): Promise<StoredApiKey[]> {
    return this.database.query<StoredApiKey>(READ);
  }

  /** @returns the key; undefined if the name is in use */
  async makeApiKey(
    { id, hash }: NewSecret,
    { name, roles, expiresInSeconds, zone, tag, workerIdPrefix }: ApiKeyWish,
    actor: string,
  ): Promise<ApiKeyRow | undefined> {
    const scope = [zone, tag, workerIdPrefix];
    const parameters = [id, name, hash, roles, expiresInSeconds, actor, ...scope];
    return (await this.database.query<ApiKeyRow>(MAKE, parameters))[0];
  }

  /**
   * Creates a key with role admin if there is none.
   * @param evenExpired whether expired keys count as well
   * @returns whether it did
   */
  async makeFirst(
    { id, hash }: ShownSecret,
    name: string,
    { evenExpired }: { evenExpired: boolean },
  ): Promise<boolean> {
    return (await this.database.query(MAKE_FIRST, [id, name, hash, evenExpired])).length === 1;
  }

  /** @returns whether it created or replaced the key */
  async makeScrapeKey({ id, hash }: ShownSecret, name: string): Promise<boolean> {
    return (await this.database.query(MAKE_SCRAPE_KEY, [id, name, hash])).length === 1;
  }

  async readAdmins(): Promise<AdminKeys> {
    return (await this.database.query<AdminKeys>(READ_ADMINS))[0]!;
  }

  /** @returns undefined for an unknown key */
  async revokeApiKey(id: string, actor: string): Promise<Revocation | undefined> {
    return (await this.database.query<Revocation>(REVOKE, [id, actor]))[0];
  }
}
