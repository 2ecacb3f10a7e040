import { Inject, Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../fleet/store/job-release.store.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { composePiece } from '../../platform/database/sql-file.js';
import { template } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Instance } from '../../platform/instance/instance.js';
import { KnownGaps } from './known-gaps.js';
import type { Judgement } from '../checks/judgement.js';
import { Judgements, PRODUCT_PIECES } from './judgements.js';

/** A worker that returns after a cleanup and is still FAILED gets the full grace period again. */
const SINCE = `greatest(w.health_since, w.presence_since)`;

/**
 * Time since then in gaps that count for the worker; `$4` holds them without overlaps, each extended by one
 * retry time.
 */
const GAPS = `coalesce((
    SELECT sum(greatest(0, extract(epoch FROM (g ->> 1)::timestamptz - greatest((g ->> 0)::timestamptz, ${SINCE}))))
    FROM jsonb_array_elements(coalesce($4::jsonb -> w.id::text, $4::jsonb -> w.taken_by::text)) AS g
  ), 0)`;

const FAILED_SECONDS = `(extract(epoch FROM now() - ${SINCE}) - ${GAPS})::float8`;

/**
 * FAILED for longer than allowed, gaps excluded, and not held by a guard. With automatic recovery a check
 * must also fail at this moment: the worker may have sent a heartbeat and not been judged since.
 */
const dueWhere = (autoRecovery: boolean): string => `w.health = 'FAILED'
  AND ${SINCE} < (SELECT now() - make_interval(secs => $3::float8 * 60))
  AND ${autoRecovery ? '{failedChecks} IS NOT NULL' : 'true'}
  AND NOT {grace} AND NOT {guarded} AND ${FAILED_SECONDS} > $3::float8 * 60`;

/** The pieces of both statements. */
const piecesOf = (checks: Judgement['pieces'], autoRecovery: boolean): Judgement['pieces'] => ({
  ...checks,
  failedSeconds: FAILED_SECONDS,
  due: composePiece(dueWhere(autoRecovery), checks),
});

const EXAMPLES = { '': piecesOf(PRODUCT_PIECES, true), 'without-recovery': piecesOf(PRODUCT_PIECES, false) };
const PREVIEW = template(import.meta.url, './sql/preview-cleanup.sql', EXAMPLES);
const CLEAN_UP = template(import.meta.url, './sql/clean-up-failed.sql', {
  '': { ...EXAMPLES[''], ...JOURNAL },
  'without-recovery': { ...EXAMPLES['without-recovery'], ...JOURNAL },
});

/** A worker that is, or would be, cleaned up. */
export interface FailedWorkerRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly health_since: Date;
  readonly failed_seconds: number;
  readonly last_error: string | null;
  /** When the cleanup began; not in a preview. */
  readonly run?: Date;
}

/** A cleanup. */
export interface CleanupRun {
  /** In the journal. */
  readonly actor: string;
  /** Null: it begins now. */
  readonly began: Date | null;
  /** The ids of the workers that may be cleaned up; null: any. */
  readonly only: readonly string[] | null;
  /** The operation that lists its workers, created with the first of them. */
  readonly operation: string;
  readonly reason: string;
  /** Maximum number of workers of the operation. */
  readonly mostWorkers: number;
}

/** Cleans up workers that are FAILED for too long. */
@Injectable()
export class CleanupStore {
  private readonly autoRecovery: boolean;
  /** Whether a cleaned up worker keeps its jobs, as its death is not proven. */
  private readonly keepsJobs: boolean;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly judgements: Judgements,
    private readonly gaps: KnownGaps,
    private readonly jobs: JobReleaseStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.autoRecovery = worker.autoRecoveryEnabled;
    this.keepsJobs = worker.releaseJobsAfter === 'dead';
  }

  /**
   * Cleans up the next workers after an id, and lists them in an operation. First records a gap of this instance, in the same
   * transaction.
   */
  async cleanUp(minutes: number, after: string, limit: number, run: CleanupRun): Promise<FailedWorkerRow[]> {
    const { actor, began, only, operation, reason, mostWorkers } = run;
    const rest = [after, limit, actor, began, only, operation, reason, mostWorkers];
    const once = (tx: Queryable): Promise<FailedWorkerRow[]> => this.cleanUpIn(tx, minutes, rest, actor);
    return this.judgements.runWithFallback(() => this.database.transaction(once));
  }

  /** Returns the workers that a cleanup would affect; changes nothing. */
  async previewCleanup(minutes: number, after: string, limit: number): Promise<FailedWorkerRow[]> {
    return this.judgements.runWithFallback(async () => {
      const parameters = [...(await this.parametersOn(this.database, minutes)), after, limit];
      return this.database.query(PREVIEW(this.pieces), parameters);
    });
  }

  private async cleanUpIn(
    tx: Queryable,
    minutes: number,
    rest: readonly unknown[],
    actor: string,
  ): Promise<FailedWorkerRow[]> {
    await this.instance.recordIn(tx);
    const parameters = [...(await this.parametersOn(tx, minutes)), ...rest];
    const cleaned = await tx.query<FailedWorkerRow>(CLEAN_UP({ ...this.pieces, ...JOURNAL }), parameters);
    const ids = cleaned.map(({ id }) => id);
    if (!this.keepsJobs) await this.jobs.releaseOfDead(tx, ids, 'cleaned up', actor);
    return cleaned;
  }

  private async parametersOn(on: Queryable, minutes: number): Promise<unknown[]> {
    return [...(await this.judgements.parametersOn(on)), minutes, await this.gaps.stretchesOn(on)];
  }

  private get pieces(): Judgement['pieces'] {
    return piecesOf(this.judgements.pieces, this.autoRecovery);
  }
}
