import { Injectable } from '@nestjs/common';
import { actorOf } from '../../../identity/access/actor.js';
import { ANYONE } from '../../../identity/access/caller.js';
import { JobReleaseStore } from '../../../fleet/store/job-release.store.js';
import { setLockTimeout } from '../../../platform/database/common-statements.js';
import { Database, type Texts } from '../../../platform/database/database.js';
import { Instance } from '../../../platform/instance/instance.js';
import { composePiece, sqlFile } from '../../../platform/database/sql-file.js';
import { statement, type Statement } from '../../../platform/database/statement.js';
import { JOURNAL } from '../../../fleet/store/journal.js';
import type { FenceVerdict } from '../../../fleet/fence.js';
import type { RefusedRecord } from '../../../fleet/refusal.js';
import type { Presence } from '../../../fleet/worker.js';
import type { Beat } from './beat.js';
import { beatColumns, beatValues } from './beat-columns.js';
import { fencePiece } from '../../../fleet/store/fence-piece.js';
import {
  placeOf,
  RENEWAL_COLUMNS,
  renewalOf,
  SHOWN_COLUMNS,
  UNSHOWN_COLUMNS,
  unshownRenewalOf,
  type Renewal,
} from './renewal-row.js';
import { RENEWAL_PIECES } from '../../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import { renewedMoment } from '../../../fleet/store/renewed-moment.js';

const FENCE = { fence: fencePiece('b.incarnation', 'b.boot_id', 'b.scope') };
const FITS = composePiece(sqlFile(import.meta.url, './sql/beat-fits.sql'), FENCE);
const PIECES = {
  ...FENCE,
  beats: sqlFile(import.meta.url, './sql/beats.sql'),
  fits: FITS,
  beat: sqlFile(import.meta.url, './sql/beat.sql'),
  before: sqlFile(import.meta.url, './sql/beat-before.sql'),
  takes: composePiece(sqlFile(import.meta.url, './sql/beat-takes.sql'), { fits: FITS }),
  changes: composePiece(sqlFile(import.meta.url, './sql/beat-changes.sql'), {
    heardNow: renewedMoment('s.last_heartbeat'),
    renewedNow: renewedMoment('s.lease_renewed_at'),
    ...RENEWAL_PIECES,
  }),
  endsSilence: `s.health <> 'HEALTHY' AND 'heartbeat' = ANY (s.failed_checks)`,
  answer: RENEWAL_COLUMNS,
};
const RENEW = statement(import.meta.url, './sql/renew-leases.sql', PIECES);
const RENEW_ONE = statement(import.meta.url, './sql/renew-lease.sql', { ...PIECES, answer: SHOWN_COLUMNS });
const RENEW_ONE_UNSHOWN = statement(
  import.meta.url,
  './sql/renew-lease.sql',
  { ...PIECES, answer: UNSHOWN_COLUMNS },
  'unshown',
);
/** For batches, whose answers show no worker. */
export const RENEW_UNSHOWN = statement(
  import.meta.url,
  './sql/renew-leases.sql',
  { ...PIECES, answer: UNSHOWN_COLUMNS },
  'unshown',
);
const RENEW_ANY = statement(
  import.meta.url,
  './sql/renew-any-leases.sql',
  { ...PIECES, ...JOURNAL, waiting: 'SKIP LOCKED' },
  'skip-locked',
);
const RENEW_LOCKED = statement(import.meta.url, './sql/renew-any-leases.sql', {
  ...PIECES,
  ...JOURNAL,
  waiting: '',
});
const FIND_REFUSALS = statement(import.meta.url, './sql/find-refusals.sql', PIECES);

/** Facts about a worker whose heartbeat was not accepted. */
export interface Refusal extends RefusedRecord {
  /** Whether the heartbeat is valid: the row was locked, or has just been taken over. */
  readonly fits: boolean;
}

/** Writes heartbeats, many in one statement; each id once. */
@Injectable()
export class LeaseStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly jobs: JobReleaseStore,
    private readonly suspicion: Suspicion,
  ) {}

  /**
   * Renews the leases of present workers, without waiting for locks.
   * @returns one result per heartbeat, in order; undefined if it was not accepted
   */
  renewLeases(beats: readonly Beat[]): Promise<(Renewal | undefined)[]> {
    if (beats.length === 1) return this.renewOne(beats[0]!);
    const shown = beats.some((beat) => beat.shown);
    return shown ? this.run(RENEW, beats) : this.run(RENEW_UNSHOWN, beats, unshownRenewalOf);
  }

  /** Does the same for all workers, including those that return, or leave with their heartbeat. */
  renewAnyLeases(beats: readonly Beat[]): Promise<(Renewal | undefined)[]> {
    return this.run(RENEW_ANY, beats, renewalOf, actorsOf(beats));
  }

  /**
   * Does the same for one worker, and waits for its row.
   * @throws DomainError `database_busy` if it stays locked for longer
   */
  async renewLocked(beat: Beat, patienceMs: number): Promise<Renewal | undefined> {
    const parameters = [...this.parameters([beat]), actorsOf([beat])];
    const [row] = await this.database.transaction(async (tx) => {
      await setLockTimeout(tx, patienceMs);
      return tx.queryTexts(RENEW_LOCKED, parameters);
    });
    return row && renewalOf(row);
  }

  /**
   * Returns why heartbeats were not accepted, in order; undefined if there is no such worker in the scope of
   * the caller.
   */
  async findRefusals(beats: readonly Beat[]): Promise<(Refusal | undefined)[]> {
    const rows = await this.database.queryPrepared<{
      ord: number;
      presence: Presence;
      presence_reason: string | null;
      fence: FenceVerdict;
      fits: boolean;
    }>(FIND_REFUSALS, beatColumns(beats, ['id', 'bootId', 'incarnation', 'scope']));
    const refusals = Array.from<Refusal | undefined>({ length: beats.length });
    for (const { ord, presence, presence_reason: reason, fence, fits } of rows)
      if (fence !== 'outside') refusals[ord - 1] = { presence, reason, fence, fits };
    return refusals;
  }

  /**
   * Returns released jobs that must be reported, by worker; those that the workers have dropped are deleted.
   */
  async takeRevokedJobs(beats: readonly Beat[]): Promise<Map<string, string[]>> {
    const dropped = beats.flatMap(({ id, droppedJobs = [] }) =>
      droppedJobs.map((jobId) => ({ worker: id, jobId })),
    );
    const revoked = new Map<string, string[]>();
    if (beats.length === 0) return revoked;
    const workers = beats.map(({ id }) => id);
    const jobs = await this.database.transaction((tx) => this.jobs.listRevokedJobs(tx, workers, dropped));
    for (const { worker, jobId } of jobs) revoked.set(worker, [...(revoked.get(worker) ?? []), jobId]);
    return revoked;
  }

  private async renewOne(beat: Beat): Promise<(Renewal | undefined)[]> {
    const [renewal, of] = beat.shown ? [RENEW_ONE, renewalOf] : [RENEW_ONE_UNSHOWN, unshownRenewalOf];
    const [row] = await this.database.queryPreparedTexts(renewal, [
      ...beatValues(beat),
      ...this.terms,
      beat.late ?? null,
    ]);
    return [row && of(row)];
  }

  private async run(
    renewal: Statement,
    beats: readonly Beat[],
    of: (row: Texts) => Renewal = renewalOf,
    ...more: readonly unknown[]
  ): Promise<(Renewal | undefined)[]> {
    const rows = await this.database.queryPreparedTexts(renewal, [...this.parameters(beats), ...more]);
    const renewals = Array.from<Renewal | undefined>({ length: beats.length });
    for (const row of rows) renewals[placeOf(row)] = of(row);
    return renewals;
  }

  private parameters(beats: readonly Beat[]): unknown[] {
    return [...beatColumns(beats), ...this.terms, ...beatColumns(beats, ['late'])];
  }

  private get terms(): readonly (number | boolean)[] {
    return [this.instance.number, ...this.suspicion.renewal];
  }
}

/**
 * Only a heartbeat that changes the presence of its worker is an event, so only these statements need the
 * actors.
 */
const actorsOf = (beats: readonly Beat[]): string[] => beats.map(({ by }) => actorOf(by ?? ANYONE, 'worker'));
