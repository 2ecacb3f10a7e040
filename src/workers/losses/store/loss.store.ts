import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { JOURNAL } from '../../../fleet/store/journal.js';
import type { Presence } from '../../../fleet/worker.js';
import { Database, type Queryable } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const ACKNOWLEDGE = statement(import.meta.url, './sql/acknowledge-losses.sql', JOURNAL);
const RESTORE = statement(import.meta.url, './sql/restore-worker.sql', JOURNAL);

/** Which losses to acknowledge. */
export interface LossSelection {
  /** workerIds or ids; null for every recent loss. */
  readonly names: readonly string[] | null;
  /** '' for workers without a zone, null for any. */
  readonly zone: string | null;
  readonly recentHours: number;
  /** Of the caller, for `is_in_scope`. */
  readonly scope: string | null;
}

/** A worker whose loss was acknowledged. */
export interface AcknowledgedRow {
  readonly id: string;
  readonly worker_id: string;
  /** Number of all acknowledged workers. */
  readonly total: number;
}

/** A worker that was to be restored. */
interface RestoredRow {
  readonly id: string;
  /** Its presence before. */
  readonly was: Presence;
}

/** Acknowledges losses and restores workers. */
@Injectable()
export class LossStore {
  constructor(private readonly database: Database) {}

  /** @returns the acknowledged workers, up to the limit; those acknowledged before are not among them */
  acknowledgeLosses(
    { names, zone, recentHours, scope }: LossSelection,
    actor: string,
    reason: string,
    limit: number,
  ): Promise<AcknowledgedRow[]> {
    const ids = names?.filter((name) => isUuid(name)) ?? null;
    const parameters = [names, ids, zone, recentHours, actor, reason, scope, limit];
    return this.database.query<AcknowledgedRow>(ACKNOWLEDGE, parameters);
  }

  /** @returns the presence before; undefined for an unknown worker */
  async restoreWorker(
    id: string,
    actor: string,
    reason: string | null,
    scope: string | null,
  ): Promise<Presence | undefined> {
    const [row] = await this.restoreWorkers(this.database, [id], actor, reason, scope, null);
    return row?.was;
  }

  /**
   * Restores the workers of a scope that left or were lost.
   * @param operation that it belongs to
   * @returns the presence before of each known worker
   */
  restoreWorkers(
    on: Queryable,
    ids: readonly string[],
    actor: string,
    reason: string | null,
    scope: string | null,
    operation: string | null,
  ): Promise<RestoredRow[]> {
    return on.query<RestoredRow>(RESTORE, [ids, actor, reason, scope, operation]);
  }
}
