import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { NewSecret } from '../access/secret-text.js';
import { NO_BOUNDS, type Bounds } from '../bounds.js';

const MAKE = statement(import.meta.url, './sql/make-join-token.sql', JOURNAL);
const FIND = statement(import.meta.url, './sql/find-join-tokens.sql');
const LIST = statement(import.meta.url, './sql/list-join-tokens.sql');
const REVOKE = statement(import.meta.url, './sql/revoke-join-token.sql', JOURNAL);
const SPEND = statement(import.meta.url, './sql/spend-join-token.sql');
const EXPIRE = statement(import.meta.url, './sql/expire-join-tokens.sql');

/** What the workers of a join token may register with; null: anything. */
export interface BoundsRow {
  readonly tags: string[] | null;
  readonly worker_id_pattern: string | null;
  readonly zone: string | null;
  readonly capabilities: string[] | null;
  readonly max_slots: number | null;
  readonly cidrs: string[] | null;
}

export const boundsIn = (row: BoundsRow): Bounds => ({
  ...NO_BOUNDS,
  tags: row.tags,
  workerId: row.worker_id_pattern,
  zone: row.zone,
  capabilities: row.capabilities,
  maxSlots: row.max_slots,
  cidrs: row.cidrs,
});

/** A join token, without its secret. */
export interface JoinTokenRow extends BoundsRow {
  readonly id: string;
  readonly name: string;
  readonly uses: number | null;
  readonly used: number;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date;
}

/** Facts that decide about a join token. */
export interface StoredJoinToken extends BoundsRow, Pick<JoinTokenRow, 'id' | 'name' | 'uses'> {
  readonly hash: Buffer;
  readonly ended: boolean;
}

export interface JoinTokenWish extends Pick<JoinTokenRow, 'name' | 'uses'> {
  readonly bounds: Bounds;
  readonly expiresInSeconds: number;
}

/** How many uses were left, and whether that was enough. */
export interface Spent {
  readonly left_before: number;
  readonly enough: boolean;
}

/** Stores join tokens. */
@Injectable()
export class JoinTokenStore {
  constructor(private readonly database: Database) {}

  async findJoinTokens(ids: readonly string[]): Promise<StoredJoinToken[]> {
    return this.database.query<StoredJoinToken>(FIND, [ids]);
  }

  async listJoinTokens(after: string, limit: number): Promise<JoinTokenRow[]> {
    return this.database.query<JoinTokenRow>(LIST, [after, limit]);
  }

  /** @returns the join token; undefined if the name is in use */
  async makeJoinToken(
    { id, hash }: NewSecret,
    { name, bounds, uses, expiresInSeconds }: JoinTokenWish,
    actor: string,
  ): Promise<JoinTokenRow | undefined> {
    const { tags, workerId, zone, capabilities, maxSlots, cidrs } = bounds;
    const bound = [workerId, zone, capabilities, maxSlots, cidrs];
    const parameters = [id, name, hash, tags, uses, expiresInSeconds, actor, ...bound];
    return (await this.database.query<JoinTokenRow>(MAKE, parameters))[0];
  }

  /** @returns whether there was one */
  async revokeJoinToken(id: string, actor: string): Promise<boolean> {
    return (await this.database.query(REVOKE, [id, actor])).length === 1;
  }

  /** Counts uses, in the transaction of their purpose; returns undefined if the token is gone or expired. */
  async spendJoinToken(tx: Transaction, id: string, uses: number): Promise<Spent | undefined> {
    return (await tx.queryPrepared<Spent>(SPEND, [id, uses]))[0];
  }

  /**
   * Deletes those that expired at least this many days ago.
   * @returns how many, up to the limit
   */
  async expireJoinTokens(days: number, limit: number): Promise<number> {
    return (await this.database.query<{ dropped: number }>(EXPIRE, [days, limit]))[0]!.dropped;
  }
}
