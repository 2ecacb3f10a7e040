import { Inject, Injectable } from '@nestjs/common';
import { availability } from '../../../../fleet/store/availability.js';
import { isSuspect } from '../../../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../../../fleet/suspicion.js';
import { tagTerm } from '../../../../fleet/terms.js';
import { leaseSecondsOf } from '../../../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../../../platform/config/settings.js';
import { ReadDatabase } from '../../../../platform/database/read-database.js';
import { builtStatement } from '../../../../platform/database/statement.js';
import { FilterConditions } from '../../store/filter-conditions.js';
import { bind, type Condition } from '../../store/list-conditions.js';
import type { WorkerFilters } from '../../worker-filters.js';
import type { GroupBy, GroupField } from '../group-by.js';
import type { GroupCountsDto } from '../groups.dto.js';

/** Clients choose zones, versions and hosts freely; more groups than these are summed up. */
const MAX_GROUPS = 1000;

/** A group, or the sum of those beyond the maximum. */
export interface GroupRow extends GroupCountsDto {
  /** The value for each name, as text; NULL for the sum. */
  readonly key: readonly (string | null)[] | null;
  readonly groups: number;
  readonly counted_at: Date;
}

const VALUES: Readonly<Record<GroupField, string>> = {
  zone: `nullif(s.zone, '')`,
  version: 'w.version',
  host: 'lower(coalesce(w.host_name, w.host_address))',
  presence: 's.presence::text',
};

const COUNTS = [
  'workers',
  'present',
  'expected',
  'lost',
  'left',
  'healthy',
  'unhealthy',
  'failed',
  'suspect',
];
const SUMS = ['draining', 'maintenance', 'capacity', 'used', 'free'];

/** One pass over the workers that meet the conditions. */
const countGroups = builtStatement(
  'count-groups',
  (
    by: readonly GroupBy[],
    conditions: readonly Condition[],
    leaseSeconds: number,
    margins: readonly number[],
    parameters: unknown[] = [],
  ) => {
    const bound = (value: unknown): string => `$${parameters.push(value)}`;
    const [lease, late] = [bound(leaseSeconds), bound(margins)];
    const keys = by.map((each) =>
      'field' in each ? VALUES[each.field] : `(w.terms @> ARRAY[${bound(tagTerm(each.tag))}::text])::text`,
    );
    const isPresent = `s.presence = 'PRESENT'`;
    const suspect = isSuspect('s', late);
    return `WITH part AS (
  SELECT
    ARRAY[${keys.join(', ')}]::text[] AS key,
    count(*) AS workers,
    count(*) FILTER (WHERE ${isPresent}) AS present,
    count(*) FILTER (WHERE s.presence = 'EXPECTED') AS expected,
    count(*) FILTER (WHERE s.presence = 'LOST') AS lost,
    count(*) FILTER (WHERE s.presence = 'LEFT') AS "left",
    count(*) FILTER (WHERE ${isPresent} AND s.health = 'HEALTHY') AS healthy,
    count(*) FILTER (WHERE ${isPresent} AND s.health = 'UNHEALTHY') AS unhealthy,
    count(*) FILTER (WHERE ${isPresent} AND s.health = 'FAILED') AS failed,
    count(*) FILTER (WHERE ${suspect}) AS suspect,
    count(*) FILTER (WHERE ${isPresent} AND s.order_kind = 'DRAINING') AS draining,
    count(*) FILTER (WHERE ${isPresent} AND s.order_kind = 'MAINTENANCE') AS maintenance,
    coalesce(sum(s.max_concurrent_jobs) FILTER (WHERE ${isPresent}), 0) AS capacity,
    coalesce(sum(greatest(s.current_job_count, s.assigned_job_count)) FILTER (WHERE ${isPresent}), 0) AS used,
    coalesce(sum(${availability('s')}) FILTER (
      WHERE s.status IN ('ACTIVE', 'IDLE', 'BUSY') AND s.health = 'HEALTHY' AND NOT ${suspect}
        AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, ${lease}) > statement_timestamp()
    ), 0) AS free
  FROM worker_registration.worker_state AS s
  JOIN worker_registration.worker AS w USING (id)
  WHERE ${bind(conditions, parameters)}
  GROUP BY 1
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY workers DESC, key) AS place FROM part
)
SELECT
  CASE WHEN place <= ${MAX_GROUPS} THEN key END AS key, count(*)::integer AS groups, statement_timestamp() AS counted_at,
  ${[...COUNTS, ...SUMS].map((name) => `sum("${name}")::float8 AS "${name}"`).join(', ')}
FROM ranked
GROUP BY 1
ORDER BY min(place)`;
  },
  {
    '': [[{ field: 'zone' }], [], 120, []],
    filtered: [
      [{ field: 'host' }, { field: 'version' }, { tag: 'gpu' }],
      [{ sql: 'terms @> $::text[]', parameter: ['tag:gpu'] }],
      120,
      [],
    ],
  },
);

/** Counts workers in groups. */
@Injectable()
export class WorkerGroupsStore {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: ReadDatabase,
    private readonly suspicion: Suspicion,
    private readonly filters: FilterConditions,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
  }

  /** Returns the groups, the largest first; the last row may be the sum of the rest. */
  async countGroups(by: readonly GroupBy[], filters: WorkerFilters): Promise<GroupRow[]> {
    const { margins } = this.suspicion;
    const parameters: unknown[] = [];
    const { conditions } = await this.filters.readConditions(this.database, filters);
    const statement = countGroups(by, conditions, this.leaseSeconds, margins, parameters);
    return this.database.query<GroupRow>(statement, parameters);
  }
}
