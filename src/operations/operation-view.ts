import { counted } from '../platform/text/counted.js';
import type { OperationDto, OperationWorkerDto } from './dto/operation.dto.js';
import type { PreviewDto } from './dto/preview.dto.js';
import type { UnavailableLimit } from './max-unavailable.js';
import { isUnfinished, type OperationState } from './operation.js';
import type { OperationWorkerRow, OperationRow } from './store/operation.store.js';
import type { SelectedRow, ZoneRow } from './store/selection.store.js';

/** Maximum number of zones, workers and unknown names in an answer. */
export const MAX_SHOWN = 1000;

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;
const zoneOf = (zone: string): string | null => (zone === '' ? null : zone);

/** Returns an operation as in every answer. */
export function operationView(row: OperationRow): OperationDto {
  const { total, under_way: begun, done, skipped } = row;
  // Nothing is under way in an operation that has ended.
  const underWay = isUnfinished(row.state) ? begun : 0;
  const failed = row.failed + begun - underWay;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    actor: row.actor,
    selection: row.selection,
    until: iso(row.order_until),
    deadline: iso(row.deadline),
    maxUnavailable: row.max_unavailable,
    by: row.by_zone ? 'zone' : null,
    wait: row.awaits,
    undoes: row.undoes,
    undoneBy: row.undone_by,
    progress: {
      total,
      pending: total - underWay - done - skipped - failed,
      underWay,
      done,
      skipped,
      failed,
    },
    waitingFor: row.waiting_for,
    createdAt: row.created_at.toISOString(),
    stateSince: row.state_since.toISOString(),
  };
}

const ENDED: Readonly<Record<OperationState, string>> = {
  running: 'is running',
  paused: 'is paused',
  finished: 'finished',
  cancelled: 'was cancelled',
  expired: 'expired',
};

/** Returns a worker of an operation. */
export function workerView(
  { worker, worker_id: workerId, zone, step, note, jobs, presence }: OperationWorkerRow,
  { state, waiting_for: waitingFor, awaits }: Pick<OperationRow, 'state' | 'waiting_for' | 'awaits'>,
): OperationWorkerDto {
  if (step === 'under-way' && !isUnfinished(state)) {
    const why = `the operation ${ENDED[state]} before it was done with it`;
    return { id: worker, workerId, zone: zoneOf(zone), step: 'failed', jobs, why };
  }
  const why =
    step === 'under-way'
      ? whyUnderWay(jobs, presence, awaits)
      : step === 'pending'
        ? whyPending(state, waitingFor)
        : note;
  return { id: worker, workerId, zone: zoneOf(zone), step, jobs, why };
}

function whyUnderWay(jobs: number, presence: OperationWorkerRow['presence'], awaits: string | null): string {
  if (presence === null) return 'its record was deleted; it is not replaced yet';
  if (presence !== 'PRESENT') return `it is ${presence}, and not replaced yet`;
  if (jobs > 0) return `it still has ${counted(jobs, 'job')}`;
  return awaits === null
    ? 'it has no jobs, but has sent no heartbeat since'
    : `it has no jobs, and is not replaced by ${awaits} yet`;
}

const whyPending = (state: OperationState, waitingFor: string | null): string | null =>
  state === 'paused'
    ? 'the operation is paused'
    : isUnfinished(state)
      ? waitingFor
      : `the operation ${ENDED[state]} before it was reached`;

/** Returns what an operation would do. */
export function previewOf(
  workers: readonly SelectedRow[],
  zones: readonly ZoneRow[],
  unknown: readonly string[],
  limit: UnavailableLimit,
): PreviewDto {
  const sum = (of: (zone: ZoneRow) => number): number => zones.reduce((total, zone) => total + of(zone), 0);
  const total = sum(({ selected }) => selected);
  const affected = sum((zone) => zone.affected);
  const jobs = sum((zone) => zone.jobs);
  return {
    success: true,
    message: `${counted(affected, 'worker')} would be affected, with ${counted(jobs, 'job')}; nothing was changed`,
    dryRun: true,
    total,
    affected,
    skipped: total - affected,
    jobs,
    maxUnavailable: resolvedLimit(limit, affected),
    zones: zones.slice(0, MAX_SHOWN).map((zone) => ({
      zone: zoneOf(zone.zone),
      affected: zone.affected,
      jobs: zone.jobs,
      usableWorkers: zone.usable,
      usableWorkersLeft: zone.usable_left,
      freeSlots: zone.free,
      freeSlotsLeft: zone.free_left,
    })),
    workers: workers.map(({ id, worker_id: workerId, zone, jobs: held, skip }) => ({
      id,
      workerId,
      zone: zoneOf(zone),
      jobs: held,
      skipped: skip,
    })),
    unknownWorkers: unknown.slice(0, MAX_SHOWN),
  };
}

/** As `begin-operation.sql` resolves it. */
const resolvedLimit = ({ count, percent }: UnavailableLimit, affected: number): number | null =>
  count ?? (percent === null ? null : Math.max(1, Math.floor((affected * percent) / 100)));
