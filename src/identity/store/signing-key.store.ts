import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { inlineStatement, statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';

/**
 * Without it, a statement that began before two rotations would store the generation that the first created and the second
 * deleted: a key that no rotation meant to keep.
 */
const LOCK = inlineStatement(
  'lock-signing-keys',
  `SELECT pg_advisory_xact_lock(hashtext('worker_registration.signing_key'))`,
);
const MAKE = statement(import.meta.url, './sql/make-key.sql');
const READ = statement(import.meta.url, './sql/read-keys.sql');
const SEAL = statement(import.meta.url, './sql/seal-key.sql');
const DROP = statement(import.meta.url, './sql/drop-keys.sql');
const LIST = statement(import.meta.url, './sql/list-keys.sql');
const ROTATE = statement(import.meta.url, './sql/rotate-keys.sql', JOURNAL);

/** A stored signing key. */
export interface StoredKey {
  readonly kid: string;
  /** The secret, or its ciphertext. */
  readonly secret: Buffer;
  readonly sealed: boolean;
}

/** Result of reading the keys; times are milliseconds of the database clock. */
export interface StoredKeys {
  /** Oldest first. */
  readonly keys: readonly (StoredKey & { readonly createdAt: number })[];
  /** Undefined if there is no key. */
  readonly now: number | undefined;
}

/** A signing key without its secret. */
export interface SigningKeyRow {
  readonly kid: string;
  readonly generation: number;
  readonly sealed: boolean;
  readonly created_at: Date;
}

/** A key that was created on request, and the number of older ones that ended with it. */
export interface RotatedRow extends Pick<SigningKeyRow, 'kid' | 'generation' | 'created_at'> {
  readonly revoked: number;
}

/** Stores the keys that sign tokens. */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly database: Database) {}

  async readKeys(): Promise<StoredKeys> {
    const rows = await this.database.query<StoredKey & { created_at: number; now: number }>(READ);
    const keys = rows.map(({ kid, secret, sealed, created_at }) => ({
      kid,
      secret,
      sealed,
      createdAt: created_at,
    }));
    return { keys, now: rows[0]?.now };
  }

  /**
   * Stores a key if the newest is at least this many days old, or there is none.
   * @returns whether it was due
   */
  async makeKey({ kid, secret, sealed }: StoredKey, days: number): Promise<boolean> {
    const made = await this.database.transaction(async (tx) => {
      await tx.query(LOCK);
      return tx.query(MAKE, [kid, secret, sealed, days]);
    });
    return made.length === 1;
  }

  /** Stores the next key now. */
  async rotateKeys(
    { kid, secret, sealed }: StoredKey,
    revokeOld: boolean,
    actor: string,
  ): Promise<RotatedRow> {
    const [rotated] = await this.database.transaction(async (tx) => {
      await tx.query(LOCK);
      return tx.query<RotatedRow>(ROTATE, [kid, secret, sealed, revokeOld, actor]);
    });
    return rotated!;
  }

  listKeys(): Promise<SigningKeyRow[]> {
    return this.database.query<SigningKeyRow>(LIST);
  }

  async sealKey(kid: string, secret: Buffer): Promise<void> {
    await this.database.query(SEAL, [kid, secret]);
  }

  /**
   * Deletes keys that were followed by another at least this long ago.
   * @returns how many
   */
  async dropKeys(milliseconds: number): Promise<number> {
    return (await this.database.query(DROP, [milliseconds / 1000])).length;
  }
}
