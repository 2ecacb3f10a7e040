import { Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../jobs/store/job-release.store.js';
import { Database } from '../../platform/database/database.js';
import { sqlFile } from '../../platform/database/sql-file.js';
import { Instance } from '../../platform/instance/instance.js';
import { Judgements } from './judgements.js';

const CLEAN_UP = sqlFile(import.meta.url, './sql/clean-up-failed.sql');
const PREVIEW = sqlFile(import.meta.url, './sql/preview-cleanup.sql');

/** Gaps of the instance that knew the worker, since it FAILED; of those that overlap each moment counts once. */
const GAPS = `coalesce((
    SELECT extract(epoch FROM sum(upper(stretch) - lower(stretch)))
    FROM (
      SELECT unnest(range_agg(tstzrange(greatest(g.gap_from, w.health_since), g.gap_until))) AS stretch
      FROM worker_registration.gap AS g
      WHERE g.gap_until > w.health_since AND g.instance IN (
        SELECT unnest(ARRAY[i.number, i.heir]) FROM worker_registration.instance AS i WHERE i.number = w.taken_by
      )
    ) AS gaps
  ), 0)`;

const FAILED_SECONDS = `(extract(epoch FROM now() - w.health_since) - ${GAPS})::float8`;

/** FAILED for longer than allowed, the worker had a whole lease since our last gap, and no guard holds its zone. */
const DUE = `w.health_since < (SELECT now() - make_interval(secs => $3::float8 * 60))
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
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly judgements: Judgements,
    private readonly jobs: JobReleaseStore,
  ) {}

  /** Cleans up the next workers after an id. A gap of this instance is recorded first, in the same transaction. */
  async cleanUp(minutes: number, after: string, limit: number, actor: string): Promise<FailedWorkerRow[]> {
    const sql = this.compose(CLEAN_UP);
    return this.database.transaction(async (tx) => {
      await this.instance.recordIn(tx);
      const parameters = [...this.judgements.parameters, minutes, after, limit, actor];
      const cleaned = await tx.query<FailedWorkerRow>(sql, parameters);
      const ids = cleaned.map(({ id }) => id);
      await this.jobs.release(tx, ids, { reason: 'cleaned up', actor, tellLater: true });
      return cleaned;
    });
  }

  /** Those whom it would clean up; changes nothing. */
  async preview(minutes: number, after: string, limit: number): Promise<FailedWorkerRow[]> {
    return this.database.query(this.compose(PREVIEW), [...this.judgements.parameters, minutes, after, limit]);
  }

  private compose(sql: string): string {
    return this.judgements.compose(sql, {
      failedSeconds: FAILED_SECONDS,
      due: this.judgements.compose(DUE),
    });
  }
}
