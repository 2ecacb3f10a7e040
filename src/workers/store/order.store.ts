import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { compose, sqlFile } from '../../platform/database/sql-file.js';
import type { WorkerState } from '../worker.js';
import { stateOf, type StateRow } from './state-row.js';

const GIVE = sqlFile(import.meta.url, './sql/give-order.sql');
const PIECES = { ends: sqlFile(import.meta.url, './sql/order-ends.sql') };
const LIFT = compose(sqlFile(import.meta.url, './sql/lift-order.sql'), PIECES);
const END = compose(sqlFile(import.meta.url, './sql/end-orders.sql'), PIECES);

export interface Order {
  readonly kind: 'DRAINING' | 'MAINTENANCE';
  readonly reason: string | null;
  readonly by: string;
  /** ISO 8601, or null: until it is lifted. */
  readonly until: string | null;
}

/** Keeps what operators ask of workers. */
@Injectable()
export class OrderStore {
  constructor(private readonly database: Database) {}

  /** The state after it; undefined for an unknown worker. `past`: it would be over already, and nothing was done. */
  async give(id: string, { kind, reason, by, until }: Order): Promise<WorkerState | 'past' | undefined> {
    type Row = StateRow & { past: boolean };
    const [row] = await this.database.query<Row>(GIVE, [id, kind, reason, by, until]);
    return row?.past === true ? 'past' : row && stateOf(row);
  }

  /** Lifts an order, and a drain to leave with it, unless the order was given over that. */
  async lift(id: string, by: string, reason: string | null): Promise<WorkerState | undefined> {
    const [row] = await this.database.query<StateRow>(LIFT, [id, by, reason]);
    return row && stateOf(row);
  }

  /** Ends orders whose time is over. @returns how many ended, at most the limit */
  async endOverdue(limit: number): Promise<number> {
    const [row] = await this.database.query<{ ended: number }>(END, [limit]);
    return row!.ended;
  }
}
