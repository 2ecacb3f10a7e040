import { counted } from '../platform/text/counted.js';
import type { LeavingRow } from './store/capacity.store.js';

/** A worker to take away, and why this one. */
export interface Leaving {
  readonly workerId: string;
  readonly zone: string | null;
  readonly jobs: number;
  readonly why: string;
}

/**
 * Chooses workers to take away: idle ones before others, each from the zone that has most workers left; within a zone the one
 * that has been idle for longest, then the lightest, then the one with the oldest version.
 * @param candidates workers that can take jobs
 * @param inZone number of workers of each zone; '' for workers without one
 * @param spare number of workers that each pool with a minimum can lose
 */
export function chooseLeaving(
  candidates: readonly LeavingRow[],
  inZone: ReadonlyMap<string, number>,
  count: number,
  now: Date,
  spare: ReadonlyMap<string, number> = new Map(),
): Leaving[] {
  const left = new Map(inZone);
  const losable = new Map(spare);
  const queues = [idle, busy].map((kind) => queuesByZone(candidates.filter(kind).sort(firstToLeave)));
  const chosen: Leaving[] = [];
  for (const queue of queues)
    while (chosen.length < count && queue.size > 0) {
      const zone = fullest(queue, left);
      const rows = queue.get(zone)!;
      const row = rows.shift()!;
      if (rows.length === 0) queue.delete(zone);
      if (row.pools.some((pool) => (losable.get(pool) ?? 1) <= 0)) continue;
      chosen.push(leavingOf(row, now));
      left.set(zone, (left.get(zone) ?? 0) - 1);
      for (const pool of row.pools) losable.set(pool, (losable.get(pool) ?? 1) - 1);
    }
  return chosen;
}

const idle = ({ jobs }: LeavingRow): boolean => jobs === 0;
const busy = (row: LeavingRow): boolean => !idle(row);

function queuesByZone(rows: readonly LeavingRow[]): Map<string, LeavingRow[]> {
  const queues = new Map<string, LeavingRow[]>();
  for (const row of rows) {
    const zone = row.zone ?? '';
    const queue = queues.get(zone);
    if (queue === undefined) queues.set(zone, [row]);
    else queue.push(row);
  }
  return queues;
}

function fullest(queues: ReadonlyMap<string, unknown>, left: ReadonlyMap<string, number>): string {
  const zones = [...queues.keys()];
  return zones.reduce((most, zone) => ((left.get(zone) ?? 0) > (left.get(most) ?? 0) ? zone : most));
}

/** Idle times within a minute count as equal. */
const MINUTE_MS = 60_000;

function firstToLeave(a: LeavingRow, b: LeavingRow): number {
  const idleOf = ({ idle_since: since }: LeavingRow): number =>
    since === null ? 0 : Math.floor(since.getTime() / MINUTE_MS);
  const loadOf = ({ jobs, usable_slots: slots }: LeavingRow): number => jobs / slots;
  return (
    idleOf(a) - idleOf(b) ||
    loadOf(a) - loadOf(b) ||
    (a.version ?? '').localeCompare(b.version ?? '', 'en', { numeric: true }) ||
    (a.worker_id < b.worker_id ? -1 : 1)
  );
}

function leavingOf(row: LeavingRow, now: Date): Leaving {
  const { worker_id: workerId, zone, jobs, idle_since: since } = row;
  const minutes = since === null ? 0 : Math.max(0, Math.floor((now.getTime() - since.getTime()) / MINUTE_MS));
  const why =
    since === null
      ? `${counted(jobs, 'job')} in ${counted(row.usable_slots, 'slot')}`
      : `idle for ${counted(minutes, 'minute')}`;
  return { workerId, zone, jobs, why: row.version === null ? why : `${why}; version ${row.version}` };
}
