import type { Ledger, WorkerRecord } from '../clients/ledger.js';
import {
  LEASE_MS,
  LONGEST_INTERVAL_MS,
  RETRY_MS,
  SHORTEST_INTERVAL_MS,
  SUSPECT_FLOOR_MS,
} from '../parts/instance.js';
import type { Evidence, GapRow } from './evidence.js';
import type { View } from './views.js';

/** The service widens its limits while it lags; it does not record by how much. */
const SLACK_MS = 1000;

/** Returns jobs that were claimed for a dead worker when it had to be suspect, while another one fitted. */
export function claimsOfSuspects(ledger: Ledger, { journal, gaps }: Evidence): string[] {
  const pool = [...ledger.workers.values()].filter(({ workerId }) => workerId.startsWith('pool-'));
  return journal.flatMap(({ type, worker_id: workerId, detail, at }) => {
    if (type !== 'job-assigned' || detail['claimed'] !== true) return [];
    const record = ledger.workers.get(workerId);
    const time = at.getTime();
    if (record?.death === undefined || !isSurelySuspect(record, time, gaps)) return [];
    const other = pool.find(({ death, renewals }) => death === undefined && wasInTime(renewals, time));
    if (other === undefined) return [];
    const silentMs = time - record.death.last;
    return [
      `${String(detail['jobId'])} was given to ${workerId}, silent for ${silentMs} ms, though ${other.workerId} fitted`,
    ];
  });
}

/** Returns workers that were shown as suspect without reason, or not although they were dead. */
export function wrongSuspicions(ledger: Ledger, views: readonly View[], { gaps }: Evidence): string[] {
  const wrong: string[] = [];
  for (const { where, answeredAt, workers } of views.filter(({ isCalm }) => isCalm))
    for (const { workerId, renewals, sessionLostAt } of ledger.workers.values()) {
      if (sessionLostAt >= (renewals.at(-1) ?? -Infinity)) continue;
      const silentMs = answeredAt - (renewals.at(-1) ?? -Infinity);
      if (workers.get(workerId)?.suspect === true && silentMs < SHORTEST_INTERVAL_MS + SUSPECT_FLOOR_MS)
        wrong.push(`${where}: ${workerId} is suspect ${silentMs} ms after its last heartbeat`);
    }
  for (const record of ledger.workers.values())
    for (const { sentAt, answeredAt, suspect } of record.death?.looks ?? [])
      if (!suspect && isSurelySuspect(record, sentAt, gaps) && isSurelySuspect(record, answeredAt, gaps))
        wrong.push(
          `${record.workerId} is not suspect ${sentAt - record.death!.last} ms after its last heartbeat`,
        );
  return wrong;
}

/** Returns where a worker was not shown as reports of a scheduler demand. */
export const wrongAccusations = ({ accusations }: Ledger): string[] =>
  accusations
    .filter(({ expected, shown }) => expected !== shown)
    .map(
      ({ where, workerId, reports, shown }) =>
        `${where}: ${workerId} is ${shown ? '' : 'not '}suspect by reports for ${reports} of its jobs`,
    );

/**
 * Whether a dead worker had to be suspect at a time within its lease: its heartbeat was later than the settings and its
 * own lateness allow, even if each gap that the service recorded excuses it.
 */
export function isSurelySuspect(
  { death, worstLatenessMs }: WorkerRecord,
  at: number,
  gaps: readonly GapRow[],
): boolean {
  if (death === undefined || !death.isSure || at >= death.last + LEASE_MS) return false;
  const excuses = gaps
    .filter(({ gap_from: from }) => from.getTime() <= at)
    .map(({ gap_until: until }) => until.getTime() + RETRY_MS);
  const due = Math.max(death.last + LONGEST_INTERVAL_MS, ...excuses);
  return at > due + Math.max(SUSPECT_FLOOR_MS, 2 * worstLatenessMs) + SLACK_MS;
}

/** Whether a worker was not even due at a time. */
function wasInTime(renewals: readonly number[], at: number): boolean {
  return renewals.some((renewal) => renewal <= at && at - renewal < SHORTEST_INTERVAL_MS);
}
