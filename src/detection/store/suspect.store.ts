import { Injectable } from '@nestjs/common';
import { isSuspect, suspectIn } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';

const FIND_SUSPECTS = statement(import.meta.url, './sql/find-suspects.sql', {
  suspect: isSuspect('s', '$2'),
  suspectIn: suspectIn('s', '$2'),
});

const NOTE_SILENCES = statement(import.meta.url, './sql/note-silences.sql');

/** A worker that seems late. */
export interface SeeminglyLate {
  readonly id: string;
  readonly suspect: boolean;
  /** Seconds until it would be suspect. */
  readonly seconds: number;
}

/** What an instance knows of a worker whose last heartbeats it answered without a write. */
export interface Unwritten {
  readonly id: string;
  /** Number of those heartbeats that are not counted in the row. */
  readonly count: number;
  /** The worst lateness among them, in seconds: the next written heartbeat carries it. */
  readonly worstLate: number;
  /** Since the last of them; undefined if there is none. */
  readonly heardSecondsAgo: number | undefined;
  /** How late the next one is. */
  readonly lateSeconds: number;
}

/** Finds out which workers are suspect. */
@Injectable()
export class SuspectStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly suspicion: Suspicion,
  ) {}

  /**
   * Writes that workers are late, for those whose rows expect the next heartbeat later; each once.
   * @returns the ids of those
   */
  async noteSilences(silent: readonly Unwritten[]): Promise<ReadonlySet<string>> {
    const written = await this.database.query<{ id: string }>(NOTE_SILENCES, [
      silent.map(({ id }) => id),
      silent.map(({ lateSeconds }) => lateSeconds),
      silent.map(({ heardSecondsAgo }) => heardSecondsAgo ?? null),
      silent.map(({ count }) => count),
      this.instance.number,
    ]);
    return new Set(written.map(({ id }) => id));
  }

  /** Workers that another instance watches, or from which no heartbeat is expected, are missing. */
  findSuspects(ids: readonly string[]): Promise<SeeminglyLate[]> {
    const parameters = [ids, this.suspicion.margins, this.instance.number];
    return this.database.query<SeeminglyLate>(FIND_SUSPECTS, parameters);
  }
}
