import { composePiece, sqlFile } from '../../platform/database/sql-file.js';
import { statement, type Statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { Texts } from '../../platform/database/database.js';
import { descriptionJson } from '../../fleet/store/description-columns.js';
import { availability } from '../../fleet/store/availability.js';
import { isLastChoice } from '../../fleet/store/suspicion-pieces.js';
import {
  LIVE_COLUMNS,
  liveStateOf,
  placesOf,
  TIMED_COLUMNS,
  timedColumns,
} from '../../fleet/store/live-row.js';
import type { WorkerDescription } from '../../fleet/worker.js';
import type { Claimed, JobWish } from './job.js';

/** Jobs per statement; this many rows stay locked until it commits. */
export const AT_ONCE = 100;

/**
 * Condition for a worker that may take a job of priority $1, with a lease of $2 seconds if it has none of its own. The first conditions
 * are those of a partial index on such workers. The priority is wrapped in a SELECT: for a bare parameter the
 * planner would expect fewer workers the less it knows, and consider the generic plan, which fits all
 * priorities, the more expensive one.
 */
const CAN_TAKE_ANY = `s.presence = 'PRESENT' AND s.health = 'HEALTHY' AND s.order_kind IS NULL
  AND s.assigned_job_count < s.usable_slots AND ${availability('s')} > 0
  AND s.reported_status IN ('ACTIVE', 'IDLE', 'BUSY')
  AND s.priority_threshold <= (SELECT $1::integer)
  AND worker_registration.lease_ends(s.lease_renewed_at, s.lease_seconds, $2) > now()`;
const hasTerms = (parameter: string): string => `EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND w.terms @> ${parameter}::text[]
  )`;
const beginsWith = (parameter: string): string => `EXISTS (
    SELECT FROM worker_registration.worker AS w WHERE w.id = s.id AND starts_with(w.worker_id, ${parameter}::text)
  )`;
const isIn = (parameter: string): string => `coalesce(s.zone, '') = ${parameter}::text`;

const canTake = `${CAN_TAKE_ANY}
  AND ($3::text[] IS NULL OR ${hasTerms('$3')})
  AND ($4::text IS NULL OR ${isIn('$4')})
  AND ($5::text IS NULL OR ${beginsWith('$5')})`;
const lastChoice = isLastChoice('s', '$6', '$7');

/** Claims one job, of workers whose rows may be locked. */
export const CLAIM_HELD = statement(import.meta.url, './sql/claim-job.sql', {
  ...JOURNAL,
  canTake,
  lastChoice,
});
export const ANYBODY = statement(import.meta.url, './sql/can-take.sql', {
  canTake,
  lastChoice,
});
export const COUNT_REFUSING = statement(import.meta.url, './sql/count-refusing.sql', {
  availability: availability('s'),
  hasTerms: hasTerms('$3'),
  isInZone: isIn('$4'),
  beginsWith: beginsWith('$5'),
});

const COLUMNS = ['job_id', 'fence', ...LIVE_COLUMNS, ...TIMED_COLUMNS, 'description', 'sweep_round'] as const;
const AT = placesOf(COLUMNS);

const COUNT = composePiece(sqlFile(import.meta.url, './sql/count-claims.sql'), {
  live: [...LIVE_COLUMNS.map((name) => `s.${name}`), timedColumns('s', '$5')].join(', '),
  description: descriptionJson('w'),
});
const MADE = composePiece(sqlFile(import.meta.url, './sql/claims-made.sql'), {
  told: [...LIVE_COLUMNS, ...TIMED_COLUMNS].map((name) => `c.${name}`).join(', '),
  // For a known job only the worker's id is returned; `id` comes first.
  untold: ['k.worker', ...[...LIVE_COLUMNS.slice(1), ...TIMED_COLUMNS].map(() => 'NULL')].join(', '),
});

/** The statements for claims of one kind: for one job, and for many. */
interface Forms {
  readonly one: Statement;
  readonly many: Statement;
}

/**
 * One text for each combination of requirements: optional conditions would keep the cached plan from using
 * its index.
 */
function claimFree(kind: string, ...asked: readonly string[]): Forms {
  const pieces = {
    ...JOURNAL,
    canTake: [CAN_TAKE_ANY, ...asked, `NOT ${isLastChoice('s', '$5', '$6')}`].join('\n    AND '),
    atOnce: String(AT_ONCE),
    count: COUNT,
    made: MADE,
  };
  return {
    one: statement(import.meta.url, './sql/claim-free-job.sql', pieces, kind),
    many: statement(import.meta.url, './sql/claim-jobs.sql', pieces, kind),
  };
}

const ANY = claimFree('');
const OF_TERMS = claimFree('by-terms', hasTerms('$7'));
const OF_ZONE = claimFree('by-zone', isIn('$7'));
const OF_TERMS_AND_ZONE = claimFree('by-both', hasTerms('$7'), isIn('$8'));

const OF_PREFIX = claimFree('by-prefix', beginsWith('$7'), hasTerms('$8'));
const OF_PREFIX_AND_ZONE = claimFree('by-prefix-and-zone', beginsWith('$7'), hasTerms('$8'), isIn('$9'));

/** Returns the statements for jobs with the same requirements, and the parameters for these requirements. */
export function freeClaim({ terms, zone, prefix }: JobWish): readonly [Forms, readonly unknown[]] {
  if (prefix !== null)
    return zone === null
      ? [OF_PREFIX, [prefix, terms ?? []]]
      : [OF_PREFIX_AND_ZONE, [prefix, terms ?? [], zone]];
  if (terms !== null) return zone === null ? [OF_TERMS, [terms]] : [OF_TERMS_AND_ZONE, [terms, zone]];
  return zone === null ? [ANY, []] : [OF_ZONE, [zone]];
}

/** Returns the job of a row of {@link freeClaim} and its worker. */
export function claimedOf(row: Texts): readonly [string, Claimed] {
  const [jobId, worker, fence] = [row[AT.job_id]!, row[AT.id]!, row[AT.fence]];
  if (fence == null) return [jobId, { worker, fence: null }];
  const description = JSON.parse(row[AT.description]!) as WorkerDescription;
  return [jobId, { worker, fence: Number(fence), taker: { state: liveStateOf(row, AT), description } }];
}
