import { Inject, Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../jobs/store/job-release.store.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { Instance } from '../../platform/instance/instance.js';
import { Judgements } from './judgements.js';

const CLEAN_UP = sqlFile(import.meta.url, './sql/clean-up-failed.sql');
const PREVIEW = sqlFile(import.meta.url, './sql/preview-cleanup.sql');

/** Who is back from having been cleaned up, and FAILED as before, has the whole time once more. */
const SINCE = `greatest(w.health_since, w.presence_since)`;

/** Gaps of the instance that knew the worker, since then; of those that overlap each moment counts once. */
const GAPS = `coalesce((
    SELECT extract(epoch FROM sum(upper(stretch) - lower(stretch)))
    FROM (
      SELECT unnest(range_agg(tstzrange(greatest(g.gap_from, ${SINCE}), g.gap_until))) AS stretch
      FROM worker_registration.gap AS g
      WHERE g.gap_until > ${SINCE} AND g.instance IN (
        SELECT unnest(ARRAY[i.number, i.heir]) FROM worker_registration.instance AS i WHERE i.number = w.taken_by
      )
    ) AS gaps
  ), 0)`;

const FAILED_SECONDS = `(extract(epoch FROM now() - ${SINCE}) - ${GAPS})::float8`;

/**
 * FAILED for longer than allowed, the worker had a whole lease since our last gap, and no guard holds its zone. Who recovers by
 * itself has something wrong at this moment, too: a worker that was heard of may not have been judged since.
 */
const dueWhere = (autoRecovery: boolean): string => `w.health = 'FAILED'
  AND ${SINCE} < (SELECT now() - make_interval(secs => $3::float8 * 60))
  AND ${autoRecovery ? '{failedChecks} IS NOT NULL' : 'true'}
  AND NOT {grace} AND NOT {guarded} AND ${FAILED_SECONDS} > $3::float8 * 60`;

/** A worker that is, or would be, cleaned up. */
export interface FailedWorkerRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly health_since: Date;
  readonly failed_seconds: number;
  readonly last_error: string | null;
}

/** Cleans up workers that are FAILED for too long. */
@Injectable()
export class CleanupStore {
  private readonly due: string;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly judgements: Judgements,
    private readonly jobs: JobReleaseStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.due = dueWhere(worker.autoRecoveryEnabled);
  }

  /** Cleans up the next workers after an id. A gap of this instance is recorded first, in the same transaction. */
  async cleanUp(minutes: number, after: string, limit: number, actor: string): Promise<FailedWorkerRow[]> {
    const parameters = [...this.judgements.parameters, minutes, after, limit, actor];
    const once = (tx: Queryable): Promise<FailedWorkerRow[]> => this.cleanUpIn(tx, parameters, actor);
    return this.judgements.soundly(() => this.database.transaction(once));
  }

  /** Those whom it would clean up; changes nothing. */
  async preview(minutes: number, after: string, limit: number): Promise<FailedWorkerRow[]> {
    const parameters = [...this.judgements.parameters, minutes, after, limit];
    return this.judgements.soundly(() => this.database.query(this.compose(PREVIEW), parameters));
  }

  private async cleanUpIn(tx: Queryable, parameters: unknown[], actor: string): Promise<FailedWorkerRow[]> {
    await this.instance.recordIn(tx);
    const cleaned = await tx.query<FailedWorkerRow>(this.compose(CLEAN_UP), parameters);
    const ids = cleaned.map(({ id }) => id);
    await this.jobs.release(tx, ids, { reason: 'cleaned up', actor, tellLater: true });
    return cleaned;
  }

  private compose(sql: string): string {
    return this.judgements.compose(sql, {
      failedSeconds: FAILED_SECONDS,
      due: this.judgements.compose(this.due),
    });
  }
}
