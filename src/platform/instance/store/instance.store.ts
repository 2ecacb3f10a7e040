import { Injectable } from '@nestjs/common';
import { ReservedDatabase, type Queryable } from '../../database/database.js';
import { sqlFile } from '../../database/sql-file.js';
import { gapBefore, type Gap } from '../gap.js';

const BEGIN = sqlFile(import.meta.url, './begin-instance.sql');
const RECORD = sqlFile(import.meta.url, './record-instance.sql');
const CHECK = sqlFile(import.meta.url, './check-instance.sql');
const LOCK = sqlFile(import.meta.url, './lock-instance.sql');
const RECORD_GAP = sqlFile(import.meta.url, './record-gap.sql');
const ADOPT = sqlFile(import.meta.url, './adopt-instances.sql');
const EXPIRE = sqlFile(import.meta.url, './expire-instances.sql');

/** One recording of an instance. */
export interface InstanceRecord {
  readonly number: number;
  readonly name: string;
  readonly refused: boolean;
  readonly toleranceMs: number;
  readonly heartbeatRate: number;
}

/** Knows the instances of the service, and when each could take no heartbeat. */
@Injectable()
export class InstanceStore {
  constructor(private readonly database: ReservedDatabase) {}

  /** @returns the number of a new instance */
  async begin(name: string): Promise<number> {
    for (;;) {
      const [row] = await this.database.query<{ number: number }>(BEGIN, [name]);
      if (row !== undefined) return row.number;
    }
  }

  /** Records that the instance is there; one statement in an ordinary second. @returns the gap before it, if any */
  async record(record: InstanceRecord): Promise<Gap | undefined> {
    if (!record.refused && (await isOrdinary(this.database, record))) return undefined;
    return this.database.transaction((tx) => recordGap(tx, record));
  }

  /**
   * Makes sure, in a transaction that goes on to judge, that a gap of this instance is recorded. Only a gap is written:
   * the row is the recording's own, and a sweep must not hold it back.
   */
  async recordIn(tx: Queryable, record: InstanceRecord): Promise<Gap | undefined> {
    const { number, refused, toleranceMs } = record;
    const fresh = !refused && (await tx.query(CHECK, [number, toleranceMs / 1000])).length === 1;
    return fresh ? undefined : recordGap(tx, record);
  }

  /** Takes instances for gone that were not seen for so long. @returns their names */
  async adopt(number: number, silenceMs: number): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(ADOPT, [number, silenceMs / 1000]);
    return rows.map(({ name }) => name);
  }

  /** @returns how many gaps were forgotten, at most the limit */
  async expire(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ forgotten: number }>(EXPIRE, [days, limit]);
    return row!.forgotten;
  }
}

async function isOrdinary(on: Queryable, record: InstanceRecord): Promise<boolean> {
  const { number, toleranceMs, heartbeatRate } = record;
  return (await on.query(RECORD, [number, toleranceMs / 1000, heartbeatRate])).length === 1;
}

async function recordGap(tx: Queryable, record: InstanceRecord): Promise<Gap | undefined> {
  const { number, name, refused, toleranceMs } = record;
  const [row] = await tx.query<{ last_seen: number; now: number }>(LOCK, [number, name]);
  const gap = gapBefore({ lastSeen: row!.last_seen, now: row!.now, refused, toleranceMs });
  await tx.query(RECORD_GAP, [number, gap === undefined ? null : gap.until - gap.from]);
  return gap;
}
