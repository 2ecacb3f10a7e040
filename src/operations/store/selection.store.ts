import { Injectable } from '@nestjs/common';
import { availability } from '../../fleet/store/availability.js';
import type { Caller } from '../../identity/access/caller.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { builtStatement } from '../../platform/database/statement.js';
import { WorkerSelection, type Selected } from '../../workers/listing/worker-selection.service.js';
import { MAX_WORKERS, type AnyKind } from '../operation.js';
import { skipReason, USABLE } from './pieces.js';

/** What to do with a selection of workers. */
export interface Plan {
  readonly kind: AnyKind;
  readonly awaitedTerm: string | null;
  readonly selected: Selected;
  readonly caller: Caller;
}

/** A worker of a selection. */
export interface SelectedRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string;
  readonly jobs: number;
  readonly skip: string | null;
}

/** Figures of a zone before and after an operation. */
export interface ZoneRow {
  readonly zone: string;
  readonly selected: number;
  readonly affected: number;
  readonly jobs: number;
  readonly usable: number;
  readonly usable_left: number;
  readonly free: number;
  readonly free_left: number;
}

/** One more than allowed, to see whether there are more. */
const LIMIT = MAX_WORKERS + 1;

/** The workers of a selection; `$1` is the kind of the operation, `$2` the term of a replacement. */
const selected = (where: string): string =>
  `SELECT
    w.id, w.worker_id, coalesce(s.zone, '') AS zone, greatest(s.current_job_count, s.assigned_job_count) AS jobs,
    ${skipReason('$1', '$2')} AS skip, ${USABLE} AS usable, s.presence, s.health, s.reported_status,
    ${availability('s')} AS free
  FROM worker_registration.worker AS w
  JOIN worker_registration.worker_state AS s USING (id)
  WHERE ${where}
  ORDER BY w.id
  LIMIT ${LIMIT}`;

const choose = builtStatement(
  'choose-workers',
  (where: string) => `WITH chosen AS (
  INSERT INTO worker_registration.operation_worker (operation, worker, worker_id, zone, step, note)
  SELECT
    $3::uuid, id, worker_id, zone,
    CASE WHEN skip IS NULL THEN 'pending' ELSE 'skipped' END::worker_registration.operation_step, skip
  FROM (
  ${selected(where)}
  ) AS selected
  RETURNING worker
)
SELECT count(*)::integer AS chosen FROM chosen`,
  { '': ['true'] },
);

const preview = builtStatement(
  'preview-workers',
  (where: string) => `SELECT id, worker_id, zone, jobs, skip FROM (
  ${selected(where)}
  ) AS selected
ORDER BY id
LIMIT $3`,
  { '': ['true'] },
);

/** Workers that an activation affects are in service afterwards, unless something else keeps them from it. */
const previewZones = builtStatement(
  'preview-zones',
  (where: string) => `WITH selected AS MATERIALIZED (
  ${selected(where)}
),
affected AS (
  SELECT
    zone, count(*) AS selected, count(*) FILTER (WHERE skip IS NULL) AS affected,
    coalesce(sum(jobs) FILTER (WHERE skip IS NULL), 0) AS jobs,
    count(*) FILTER (WHERE skip IS NULL AND usable) AS leaving,
    coalesce(sum(free) FILTER (WHERE skip IS NULL AND usable), 0) AS free_leaving,
    count(*) FILTER (WHERE skip IS NULL AND NOT usable AND presence = 'PRESENT' AND health = 'HEALTHY'
      AND reported_status IN ('ACTIVE', 'IDLE', 'BUSY')) AS coming,
    coalesce(sum(free) FILTER (WHERE skip IS NULL AND NOT usable AND presence = 'PRESENT' AND health = 'HEALTHY'
      AND reported_status IN ('ACTIVE', 'IDLE', 'BUSY')), 0) AS free_coming
  FROM selected
  GROUP BY zone
),
fleet AS (
  SELECT coalesce(s.zone, '') AS zone, count(*) AS usable, coalesce(sum(${availability('s')}), 0) AS free
  FROM worker_registration.worker_state AS s
  WHERE ${USABLE} AND coalesce(s.zone, '') IN (SELECT zone FROM affected)
    AND ($3::jsonb IS NULL OR worker_registration.is_in_scope(s.id, $3::jsonb))
  GROUP BY 1
)
SELECT
  a.zone, a.selected::integer AS selected, a.affected::integer AS affected, a.jobs::integer AS jobs,
  coalesce(f.usable, 0)::integer AS usable, coalesce(f.free, 0)::integer AS free,
  (coalesce(f.usable, 0) + CASE
    WHEN $1::text IN ('drain', 'maintenance', 'deregister', 'delete') THEN -a.leaving
    WHEN $1::text = 'activate' THEN a.coming
    ELSE 0
  END)::integer AS usable_left,
  (coalesce(f.free, 0) + CASE
    WHEN $1::text IN ('drain', 'maintenance', 'deregister', 'delete') THEN -a.free_leaving
    WHEN $1::text = 'activate' THEN a.free_coming
    ELSE 0
  END)::integer AS free_left
FROM affected AS a
LEFT JOIN fleet AS f USING (zone)
ORDER BY a.affected DESC, a.zone`,
  { '': ['true'] },
);

/** Chooses the workers of operations. */
@Injectable()
export class SelectionStore {
  constructor(
    private readonly database: Database,
    private readonly selection: WorkerSelection,
  ) {}

  /**
   * Fixes the selection of an operation.
   * @returns the number of workers, up to one more than allowed, and names of which there is no worker
   */
  async chooseWorkers(
    tx: Queryable,
    operation: string,
    { kind, awaitedTerm, selected: asked, caller }: Plan,
  ): Promise<{ chosen: number; unknown: readonly string[] }> {
    const parameters: unknown[] = [kind, awaitedTerm, operation];
    const { where, unknown } = await this.selection.readSelection(tx, asked, parameters, caller);
    const [row] = await tx.query<{ chosen: number }>(choose(where), parameters);
    return { chosen: row!.chosen, unknown };
  }

  /** Reads what an operation would do; changes nothing. */
  previewWorkers(
    { kind, awaitedTerm, selected: asked, caller }: Plan,
    scope: string | null,
    limit: number,
  ): Promise<{ workers: SelectedRow[]; zones: ZoneRow[]; unknown: readonly string[] }> {
    return this.database.snapshot(async (tx) => {
      const parameters: unknown[] = [kind, awaitedTerm, limit];
      const { where, unknown } = await this.selection.readSelection(tx, asked, parameters, caller);
      const workers = await tx.query<SelectedRow>(preview(where), parameters);
      const zones = await tx.query<ZoneRow>(previewZones(where), parameters.with(2, scope));
      return { workers, zones, unknown };
    });
  }
}
