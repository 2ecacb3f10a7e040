import { rememberingLast } from '../../../platform/batch/remembering-last.js';
import type { Texts } from '../../../platform/database/database.js';
import type { LiveState, Moment, Presence, WorkerState } from '../../../fleet/worker.js';
import { wholeMs } from '../../../fleet/lease.js';
import { isConnected } from '../../../fleet/store/connected.js';
import { LIVE_COLUMNS, liveStateOf, placesOf } from '../../../fleet/store/live-row.js';
import { momentOf } from '../../../fleet/store/moment-text.js';
import { RENEWAL_PIECES } from '../../../fleet/store/suspicion-pieces.js';
import { reportsAgree } from '../../../fleet/store/unwritten-beats.js';

/** A renewed lease. */
export interface Renewal {
  readonly renewedAt: Moment;
  /** Length of the lease in seconds; null: the heartbeat timeout of the settings. */
  readonly leaseSeconds: number | null;
  readonly presence: Presence;
  readonly orderKind: WorkerState['orderKind'];
  /** Whether jobs were released from the worker without its knowledge. */
  readonly hasRevokedJobs: boolean;
  /** Whether the worker was unhealthy for its silence, or not present: it must be judged again. */
  readonly endsSilence: boolean;
  /** Whether nothing about the worker asks for its next heartbeats to be written. */
  readonly isSettled: boolean;
  /** The other instance that renewed its lease before. */
  readonly movedFrom: number | undefined;
  /** Seconds until the next heartbeat, as the row expects it; undefined in a batch, whose answer has the longest. */
  readonly intervalSeconds: number | undefined;
  /** The new state of the worker, if the answer shows it. */
  readonly state: LiveState | undefined;
}

/** Facts that every answer needs; the last heartbeat is this one. */
const ALWAYS = ['lease_renewed_at', 'lease_seconds', 'presence', 'order_kind'] as const;
const INTERVAL = `CASE WHEN shown IS NOT NULL THEN date_part('epoch', s.due_at - now()) - (${RENEWAL_PIECES.deferral}) END AS interval_seconds`;
const SETTLED = `(${RENEWAL_PIECES.deferral}) > 0 AND s.presence = 'PRESENT' AND ${reportsAgree('s')} AS is_settled`;
const MOVED = `nullif(was_taken_by, s.taken_by) AS moved_from`;
const SHOWN = LIVE_COLUMNS.filter(
  (name) => name !== 'last_heartbeat' && !(ALWAYS as readonly string[]).includes(name),
);

/**
 * Columns that the statements return for each accepted heartbeat: its position in the list (ord) and the new
 * state of the worker (s). Most are omitted if the answer does not show the worker, because sending a row
 * costs about as much as writing it. Each statement adds the last column, ends_silence.
 */
export const RENEWAL_COLUMNS = columnsWhere('shown', (value) => `CASE WHEN shown THEN ${value} END`);

/** The same for a statement with a single heartbeat whose answer shows the worker. */
export const SHOWN_COLUMNS = columnsWhere('true', (value) => value);

function columnsWhere(shown: string, where: (value: string) => string): string {
  return [
    'ord',
    INTERVAL,
    'shown',
    's.has_revoked_jobs',
    SETTLED,
    MOVED,
    ...ALWAYS.map((name) => `s.${name}`),
    ...SHOWN.map((name) => `${where(`s.${name}`)} AS ${name}`),
    `${where('s.flapping_until > now()')} AS flapping`,
    `${where(isConnected('s'))} AS connected`,
    `CASE WHEN ${shown} AND s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END AS sweep_round`,
  ].join(',\n  ');
}

/** The same for statements whose answers show no worker. */
export const UNSHOWN_COLUMNS = [
  'ord',
  INTERVAL,
  's.has_revoked_jobs',
  SETTLED,
  MOVED,
  ...ALWAYS.map((name) => `s.${name}`),
].join(', ');

const PLACES = placesOf([
  'ord',
  'interval_seconds',
  'shown',
  'has_revoked_jobs',
  'is_settled',
  'moved_from',
  ...ALWAYS,
  ...SHOWN,
  'flapping',
  'connected',
  'sweep_round',
  'ends_silence',
]);
const AT = { ...PLACES, last_heartbeat: PLACES.lease_renewed_at };
const UNSHOWN_AT = placesOf([
  'ord',
  'interval_seconds',
  'has_revoked_jobs',
  'is_settled',
  'moved_from',
  ...ALWAYS,
  'ends_silence',
]);

/** A statement renews all of its leases at the same moment. */
const renewedAt = rememberingLast(momentOf);

/** Position of the heartbeat in the list, from 0. */
export const placeOf = (row: Texts): number => Number(row[AT.ord]) - 1;

export function renewalOf(row: Texts): Renewal {
  return renewal(row, AT, row[AT.shown] === 't' ? liveStateOf(row, AT) : undefined);
}

export const unshownRenewalOf = (row: Texts): Renewal => renewal(row, UNSHOWN_AT);

const intervalOf = (seconds: string | null | undefined): number | undefined =>
  seconds == null ? undefined : wholeMs(Number(seconds));

const renewal = (row: Texts, at: typeof UNSHOWN_AT, state?: LiveState): Renewal => ({
  renewedAt: renewedAt(row[at.lease_renewed_at]!),
  leaseSeconds: row[at.lease_seconds] == null ? null : Number(row[at.lease_seconds]),
  presence: row[at.presence] as Presence,
  orderKind: row[at.order_kind] as WorkerState['orderKind'],
  hasRevokedJobs: row[at.has_revoked_jobs] === 't',
  endsSilence: row[at.ends_silence] === 't',
  isSettled: row[at.is_settled] === 't',
  movedFrom: row[at.moved_from] == null ? undefined : Number(row[at.moved_from]),
  intervalSeconds: intervalOf(row[at.interval_seconds]),
  state,
});
