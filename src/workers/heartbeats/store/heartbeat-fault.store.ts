import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';

const NOTE = statement(import.meta.url, './sql/note-heartbeat-faults.sql');

/** A refused heartbeat, or a dropped field. */
export interface FaultMoment {
  /** The error code, or the name of the field. */
  readonly what: string;
  /** The message to the worker. */
  readonly message: string;
  /** Seconds since then. */
  readonly secondsAgo: number;
}

/** Faults of the heartbeats of one worker since the last note. */
export interface HeartbeatFault {
  readonly id: string;
  readonly refusals: number;
  readonly refused: FaultMoment | undefined;
  readonly dropped: FaultMoment | undefined;
}

/** Stores faults of heartbeats. */
@Injectable()
export class HeartbeatFaultStore {
  constructor(private readonly database: Database) {}

  /** Stores faults, each worker once; unknown workers are skipped. */
  async noteHeartbeatFaults(faults: readonly HeartbeatFault[]): Promise<void> {
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
