import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import type { NewSecret } from '../access/secret-text.js';
import type { Role } from '../roles.js';

const MAKE = sqlFile(import.meta.url, './sql/make-api-key.sql');
const MAKE_FIRST = sqlFile(import.meta.url, './sql/make-first-key.sql');
const READ = sqlFile(import.meta.url, './sql/read-api-keys.sql');
const REVOKE = sqlFile(import.meta.url, './sql/revoke-api-key.sql');

/** An API key, without its secret. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
}

/** With what proves it. */
export interface StoredApiKey extends ApiKeyRow {
  readonly hash: Buffer;
  /** When it expires, in milliseconds of the database's clock. */
  readonly expires_ms: number | null;
}

export interface ApiKeyWish {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Null: never. */
  readonly expiresInSeconds: number | null;
}

/** Keeps API keys. */
@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: Database) {}

  async read(): Promise<StoredApiKey[]> {
    return this.database.query<StoredApiKey>(READ);
  }

  /** @returns the key; undefined where the name is taken */
  async make(
    { id, hash }: NewSecret,
    { name, roles, expiresInSeconds }: ApiKeyWish,
    actor: string,
  ): Promise<ApiKeyRow | undefined> {
    return (await this.database.query<ApiKeyRow>(MAKE, [id, name, hash, roles, expiresInSeconds, actor]))[0];
  }

  /** Makes a key with the role admin where none is left that works. @returns whether it did */
  async makeFirst({ id, hash }: NewSecret, name: string): Promise<boolean> {
    return (await this.database.query(MAKE_FIRST, [id, name, hash])).length === 1;
  }

  /** @returns whether it is revoked, or kept as the last admin's; undefined for an unknown one */
  async revoke(id: string, actor: string): Promise<boolean | undefined> {
    return (await this.database.query<{ revoked: boolean }>(REVOKE, [id, actor]))[0]?.revoked;
  }
}
