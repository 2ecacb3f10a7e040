import { Injectable } from '@nestjs/common';
import { ReservedDatabase, type Queryable } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { gapBefore } from '../gap.js';
import type { Stretch } from '../gap-effect.js';
import type { WorkerRefusal } from '../refusals.js';

const BEGIN = statement(import.meta.url, './begin-instance.sql');
const RECORD = statement(import.meta.url, './record-instance.sql');
const CHECK = statement(import.meta.url, './check-instance.sql');
const LOCK = statement(import.meta.url, './lock-instance.sql');
const RECORD_WORKER_GAPS = statement(import.meta.url, './record-worker-gaps.sql');
const RECORD_GAP = statement(import.meta.url, './record-gap.sql');
const ADOPT = statement(import.meta.url, './adopt-instances.sql');
const EXPIRE = statement(import.meta.url, './expire-instances.sql');

/** One recording of an instance. */
export interface InstanceRecord {
  readonly number: number;
  readonly name: string;
  /** How long heartbeats have been refused, or have waited; undefined if there were none. */
  readonly refusedForMs: number | undefined;
  /** Workers whose rows are locked. */
  readonly workers: readonly WorkerRefusal[];
  readonly toleranceMs: number;
  readonly heartbeatRate: number;
}

/** What a recording reveals. */
export interface Revealed {
  readonly gap: Stretch | undefined;
  /** The database clock was set back since the last recording. */
  readonly setBack: boolean;
}

const NOTHING: Revealed = { gap: undefined, setBack: false };

/**
 * An own recording later than this is from before the clock was set back; those of others may be a moment
 * later.
 */
const CLOCK_TOLERANCE_MS = 1000;

/** Stores the instances of the service, and when each could not accept heartbeats. */
@Injectable()
export class InstanceStore {
  constructor(private readonly database: ReservedDatabase) {}

  /** @returns the number of a new instance */
  async beginInstance(name: string): Promise<number> {
    for (;;) {
      const [row] = await this.database.query<{ number: number }>(BEGIN, [name]);
      if (row !== undefined) return row.number;
    }
  }

  /**
   * Records that the instance is alive; one statement in an ordinary second.
   * @returns what that reveals
   */
  async recordInstance(record: InstanceRecord): Promise<Revealed> {
    if (record.workers.length > 0) await recordWorkers(this.database, record);
    if (record.refusedForMs === undefined && (await isOrdinary(this.database, record))) return NOTHING;
    return this.database.transaction((tx) => recordGap(tx, record));
  }

  /**
   * Makes sure, in a transaction that continues by judging, that gaps of this instance are recorded. Writes
   * only if there is a gap: the row belongs to the recording, and a sweep must not delay it.
   */
  async recordIn(tx: Queryable, record: InstanceRecord): Promise<Revealed> {
    const { number, refusedForMs, toleranceMs, workers } = record;
    if (workers.length > 0) await recordWorkers(tx, record);
    const fresh =
      refusedForMs === undefined && (await tx.query(CHECK, [number, toleranceMs / 1000])).length === 1;
    return fresh ? NOTHING : recordGap(tx, record);
  }

  /**
   * Declares instances gone that were not seen for that long.
   * @returns their names
   */
  async adoptInstances(number: number, silenceMs: number): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(ADOPT, [number, silenceMs / 1000]);
    return rows.map(({ name }) => name);
  }

  /** @returns the number of deleted gaps, up to the limit */
  async expireInstances(days: number, workerGapDays: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ forgotten: number }>(EXPIRE, [days, workerGapDays, limit]);
    return row!.forgotten;
  }
}

async function isOrdinary(on: Queryable, record: InstanceRecord): Promise<boolean> {
  const { number, toleranceMs, heartbeatRate } = record;
  return (await on.query(RECORD, [number, toleranceMs / 1000, heartbeatRate])).length === 1;
}

async function recordGap(tx: Queryable, record: InstanceRecord): Promise<Revealed> {
  const { number, name, refusedForMs, toleranceMs } = record;
  const [row] = await tx.query<{ last_seen: number; now: number }>(LOCK, [number, name]);
  const { last_seen: lastSeen, now } = row!;
  const gap = gapBefore({ lastSeen, now, refusedForMs, toleranceMs });
  const length = gap === undefined ? null : gap.until - gap.from;
  await tx.query(RECORD_GAP, [number, length, toleranceMs / 1000]);
  return { gap, setBack: lastSeen - now > CLOCK_TOLERANCE_MS };
}

async function recordWorkers(on: Queryable, { workers, toleranceMs }: InstanceRecord): Promise<void> {
  await on.query(RECORD_WORKER_GAPS, [JSON.stringify(workers), toleranceMs / 1000]);
}
