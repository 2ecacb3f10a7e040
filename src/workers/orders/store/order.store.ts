import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';
import { statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import { absence } from '../../../fleet/store/absence.js';
import type { Fence, FenceVerdict } from '../../../fleet/fence.js';
import type { WorkerState } from '../../../fleet/worker.js';
import { fencePiece, fenceValues } from '../../../fleet/store/fence-piece.js';
import { timedColumns } from '../../../fleet/store/live-row.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import { stateOf, type StateRow } from '../../../fleet/store/state-row.js';

const GIVE = statement(import.meta.url, './sql/give-order.sql', {
  ...JOURNAL,
  absence: absence('o'),
  fence: fencePiece('$6::integer', '$7::text', '$8::jsonb'),
  timed: timedColumns('o', '$9'),
});
const PIECES = { ends: sqlFile(import.meta.url, './sql/order-ends.sql') };
const LIFT = statement(import.meta.url, './sql/lift-order.sql', {
  ...JOURNAL,
  ...PIECES,
  absence: absence('l'),
  fence: fencePiece('$4::integer', '$5::text', '$6::jsonb'),
  timed: timedColumns('l', '$7'),
});
const END = statement(import.meta.url, './sql/end-orders.sql', { ...JOURNAL, ...PIECES });

export interface Order {
  readonly kind: 'DRAINING' | 'MAINTENANCE';
  readonly reason: string | null;
  readonly by: string;
  /** ISO 8601, or null: until it is lifted. */
  readonly until: string | null;
}

/** Result of an order: none, if the fence refuses it or its end is in the past. */
export interface Ordered {
  readonly fence: FenceVerdict;
  readonly past: boolean;
  /** The new state; undefined if nothing changed. */
  readonly state: WorkerState | undefined;
}

type OrderedRow = StateRow & Pick<Ordered, 'fence' | 'past'>;

/** Stores orders of operators. */
@Injectable()
export class OrderStore {
  constructor(
    private readonly database: Database,
    private readonly suspicion: Suspicion,
  ) {}

  /** Returns undefined for an unknown worker. */
  async giveOrder(
    id: string,
    { kind, reason, by, until }: Order,
    fence: Fence,
  ): Promise<Ordered | undefined> {
    const parameters = [id, kind, reason, by, until, ...fenceValues(fence), this.suspicion.margins];
    const [row] = await this.database.query<OrderedRow>(GIVE, parameters);
    return row && orderedOf(row);
  }

  /**
   * Lifts an order, and with it a drain to leave, unless the order was given on top of that. Returns
   * undefined for an unknown worker.
   */
  async liftOrder(id: string, by: string, reason: string | null, fence: Fence): Promise<Ordered | undefined> {
    const parameters = [id, by, reason, ...fenceValues(fence), this.suspicion.margins];
    const [row] = await this.database.query<OrderedRow>(LIFT, parameters);
    return row && orderedOf(row);
  }

  /**
   * Ends expired orders.
   * @returns how many, up to the limit
   */
  async endOverdue(limit: number): Promise<number> {
    const [row] = await this.database.query<{ ended: number }>(END, [limit]);
    return row!.ended;
  }
}

function orderedOf(row: OrderedRow): Ordered {
  const { fence, past } = row;
  return { fence, past, state: fence === null && !past ? stateOf(row) : undefined };
}
