import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import type { EventRow } from './journal.store.js';

const READ_AFTER = statement(import.meta.url, './read-after.sql');
const READ_LATEST = statement(import.meta.url, './read-latest.sql');
const READ_OWNERS = statement(import.meta.url, './read-owners.sql');
const FIND_EVENT = statement(import.meta.url, './find-event.sql');
const SETTLE_COPIED = statement(import.meta.url, './settle-copied-events.sql');

/** An event with its place in the stream. */
export interface StreamedRow extends EventRow {
  tx: string;
}

export interface StreamedRows {
  readonly events: readonly StreamedRow[];
  /** The oldest running transaction: all earlier ones are complete. Never decreases within one database. */
  readonly oldest: number;
  /** For how long an event has been waiting for older transactions to end; 0 if none waits. */
  readonly heldMs: number;
}

/** The worker of an event, as far as it decides whether the event is in the scope of a limited key. */
export interface Owner {
  readonly id: string;
  readonly workerId: string;
  readonly terms: readonly string[];
}

/** Workers by id; those that do not exist are missing. */
export type Owners = ReadonlyMap<string, Owner>;

/** Reads the journal in the order of the stream. */
@Injectable()
export class StreamStore {
  constructor(private readonly database: Database) {}

  async readAfter({ tx, seq }: { tx: number; seq: number }, limit: number): Promise<StreamedRows> {
    return rowsOf(await this.database.query<Row>(READ_AFTER, [tx, seq, limit]));
  }

  async readLatest(limit: number): Promise<StreamedRows> {
    return rowsOf(await this.database.query<Row>(READ_LATEST, [limit]));
  }

  async hasEvent({ tx, seq }: { tx: number; seq: number }): Promise<boolean> {
    const [row] = await this.database.query<{ there: boolean }>(FIND_EVENT, [tx, seq]);
    return row!.there;
  }

  /** Returns the workers of events. */
  async readOwners(events: readonly Pick<EventRow, 'id'>[]): Promise<Owners> {
    const ids = new Set(events.flatMap(({ id }) => id ?? []));
    if (ids.size === 0) return new Map();
    const owners = await this.database.query<Owner>(READ_OWNERS, [[...ids]]);
    return new Map(owners.map((owner) => [owner.id, owner]));
  }

  /** Moves events of another server's journal to the beginning. @returns how many, up to the limit */
  async settleCopied(limit: number): Promise<number> {
    const [row] = await this.database.query<{ settled: number }>(SETTLE_COPIED, [limit]);
    return row!.settled;
  }
}

type Row = { oldest: string; held_ms: number | null } & (StreamedRow | { [K in keyof StreamedRow]: null });

function rowsOf(rows: readonly Row[]): StreamedRows {
  const [first] = rows;
  return {
    events: rows.filter((row): row is Row & StreamedRow => row.tx !== null),
    oldest: Number(first!.oldest),
    heldMs: Math.max(0, first!.held_ms ?? 0),
  };
}
