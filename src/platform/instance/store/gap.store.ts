import { Injectable } from '@nestjs/common';
import type { Queryable } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import type { Stretch } from '../gap-effect.js';
import type { LedgerInstance } from '../gap-ledger.js';

const READ = statement(import.meta.url, './read-gaps.sql');

/** A gap of one worker, whose row was locked. */
export interface WorkerGap extends Stretch {
  readonly worker: string;
  /** The instance that accepted its last heartbeat. */
  readonly takenBy: number;
  /** The length of its lease; null: the one of the settings. */
  readonly leaseSeconds: number | null;
}

/** Recorded gaps; times are milliseconds of the database clock. */
export interface RecordedGaps {
  readonly now: number;
  readonly instances: readonly LedgerInstance[];
  readonly gaps: readonly (Stretch & { readonly instance: number })[];
  readonly workerGaps: readonly WorkerGap[];
  /** Lengths of leases that differ from the one of the settings, in seconds, ascending: the longest, and some others. */
  readonly ownLeases: readonly number[];
}

/** Reads in which periods instances could not accept heartbeats. */
@Injectable()
export class GapStore {
  /** @param seconds only gaps that ended within this time; default: all */
  async readGaps(on: Queryable, seconds?: number): Promise<RecordedGaps> {
    return (await on.query<RecordedGaps>(READ, [seconds ?? null]))[0]!;
  }
}
