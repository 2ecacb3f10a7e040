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
const INTERVAL = `CASE WHEN shown IS NOT NULL THEN date_part('epoch', s.due_at - now()) - (${RENEWAL_PIECES.deferral}) END`;
const SETTLED = `(${RENEWAL_PIECES.deferral}) > 0 AND s.presence = 'PRESENT' AND ${reportsAgree('s')}`;
const MOVED = `nullif(was_taken_by, s.taken_by)`;
const SHOWN = LIVE_COLUMNS.filter(
  (name) => name !== 'last_heartbeat' && !(ALWAYS as readonly string[]).includes(name),
);

/**
 * Columns that the statements return for each accepted heartbeat: its position in the list (ord) and the new
 * state of the worker (s). Most are omitted if the answer does not show the worker, because sending a row
 * costs about as much as writing it. Each statement adds the last column, ends_silence.
 */
export const RENEWAL_COLUMNS = columnsWhere('shown', (value) => `CASE WHEN shown THEN ${value} END`);

function columnsWhere(shown: string, where: (value: string) => string): string {
  return ['ord', 'shown', ...fixed(), ...live(shown, where)]
    .map((column) => (typeof column === 'string' ? column : `${column[1]} AS ${column[0]}`))
    .join(',\n  ');
}

type Named = readonly [name: string, value: string];

/** Columns that do not depend on whether the answer shows the worker. */
function fixed(): Named[] {
  return [
    ['interval_seconds', INTERVAL],
    ['has_revoked_jobs', 's.has_revoked_jobs'],
    ['is_settled', SETTLED],
    ['moved_from', MOVED],
    ...ALWAYS.map((name) => [name, `s.${name}`] as const),
  ];
}

function live(shown: string, where: (value: string) => string): Named[] {
  return [
    ...SHOWN.map((name) => [name, where(`s.${name}`)] as const),
    ['flapping', where('s.flapping_until > now()')],
    ['connected', where(isConnected('s'))],
    [
      'sweep_round',
      `CASE WHEN ${shown} AND s.counting_since IS NOT NULL
    THEN (SELECT round FROM worker_registration.duty WHERE name = 'sweep') END`,
    ],
  ];
}

/** The same for statements whose answers show no worker. */
export const UNSHOWN_COLUMNS = ['ord', ...fixed().map(([name, value]) => `${value} AS ${name}`)].join(', ');

/** Columns that may contain any character. The others are never an empty text, either. */
const FREE_TEXTS: readonly string[] = ['order_reason', 'order_by', 'message'];
const BOOLEANS = new Set(['has_revoked_jobs', 'is_settled', 'held', 'flapping', 'connected']);

const ONE = [...fixed(), ...live('true', (value) => value)];
const JOINED = ONE.filter(([name]) => !FREE_TEXTS.includes(name));

const textOf = ([name, value]: Named): string =>
  BOOLEANS.has(name) ? `CASE WHEN ${value} THEN 't' ELSE 'f' END` : `coalesce((${value})::text, '')`;

/**
 * Columns of a statement with a single heartbeat whose answer shows the worker: most of them as one text, because the driver
 * describes each column anew for each statement.
 */
export const ONE_COLUMNS = [
  `concat_ws(chr(31), ${JOINED.map(textOf).join(',\n  ')}) AS answer`,
  ...FREE_TEXTS.map((name) => `s.${name}`),
].join(',\n  ');

const PLACES = placesOf([
  'ord',
  'shown',
  'interval_seconds',
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

const ONE_PLACES = placesOf([...JOINED.map(([name]) => name), ...FREE_TEXTS, 'ends_silence']);
const ONE_AT = { ...AT, ...ONE_PLACES, last_heartbeat: ONE_PLACES.lease_renewed_at! };

/** A statement renews all of its leases at the same moment. */
const renewedAt = rememberingLast(momentOf);

/** Position of the heartbeat in the list, from 0. */
export const placeOf = (row: Texts): number => Number(row[AT.ord]) - 1;

export function renewalOf(row: Texts): Renewal {
  return renewal(row, AT, row[AT.shown] === 't' ? liveStateOf(row, AT) : undefined);
}

/** For {@link ONE_COLUMNS}. */
export function oneRenewalOf([joined, ...others]: Texts): Renewal {
  const row = [...joined!.split('\u001f').map((text) => (text === '' ? null : text)), ...others];
  return renewal(row, ONE_AT, liveStateOf(row, ONE_AT));
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
