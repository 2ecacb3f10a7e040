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

/** A worker that seems late. */
export interface SeeminglyLate {
  readonly id: string;
  readonly suspect: boolean;
  /** Seconds until it would be suspect. */
  readonly seconds: number;
}

/** Reads which workers are suspect. */
@Injectable()
export class SuspectStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly suspicion: Suspicion,
  ) {}

  /** Workers that another instance watches, or from which no heartbeat is expected, are missing. */
  findSuspects(ids: readonly string[]): Promise<SeeminglyLate[]> {
    const parameters = [ids, this.suspicion.margins, this.instance.number];
    return this.database.query<SeeminglyLate>(FIND_SUSPECTS, parameters);
  }
}
