import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { sqlFile } from '../../../platform/database/sql-file.js';

const NOTE = sqlFile(import.meta.url, './sql/note-heartbeat-faults.sql');

/** A heartbeat that was refused, or of which a field was dropped. */
export interface FaultMoment {
  /** The code of the error, or the name of the field. */
  readonly what: string;
  /** The sentence that the worker was sent. */
  readonly message: string;
  /** Seconds since then. */
  readonly secondsAgo: number;
}

/** What was wrong with the heartbeats of one worker since it was noted last. */
export interface HeartbeatFault {
  readonly id: string;
  readonly refusals: number;
  readonly refused: FaultMoment | undefined;
  readonly dropped: FaultMoment | undefined;
}

/** Keeps what was wrong with heartbeats. */
@Injectable()
export class HeartbeatFaultStore {
  constructor(private readonly database: Database) {}

  /** Notes faults, each worker once; unknown workers are left out. */
  async note(faults: readonly HeartbeatFault[]): Promise<void> {
    const column = <T>(of: (fault: HeartbeatFault) => T | undefined): (T | null)[] =>
      faults.map((fault) => of(fault) ?? null);
    await this.database.query(NOTE, [
      column(({ id }) => id),
      column(({ refusals }) => refusals),
      column(({ refused }) => refused?.secondsAgo),
      column(({ refused }) => refused?.what),
      column(({ refused }) => refused?.message),
      column(({ dropped }) => dropped?.secondsAgo),
      column(({ dropped }) => dropped?.what),
      column(({ dropped }) => dropped?.message),
    ]);
  }
}
