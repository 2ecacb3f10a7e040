import type { Ledger } from '../clients/ledger.js';
import type { Evidence } from './evidence.js';
import { isSurelySuspect } from './suspects.js';

/** A suspect is dialled at once; what a busy machine may add. */
const DIALLED_MS = 3000;

/** Whether a line says that a worker is dead because it refused a connection. */
export const isProof = (type: string, detail: Readonly<Record<string, unknown>>): boolean =>
  type === 'failed' && detail['address'] !== undefined;

/** Returns proofs that are none, and dead workers that refuse connections and were not FAILED for it in time. */
export function wrongProofs(ledger: Ledger, { journal, gaps }: Evidence): string[] {
  const wrong: string[] = [];
  const proven = new Map<string, number>();
  for (const { type, worker_id: workerId, detail, at } of journal) {
    if (!isProof(type, detail)) continue;
    const since = ledger.workers.get(workerId)?.death?.refusesSince ?? Infinity;
    if (at.getTime() < since)
      wrong.push(`${workerId} is FAILED for a refused connection, but did not refuse any`);
    proven.set(workerId, at.getTime());
  }
  for (const record of ledger.workers.values()) {
    const { workerId, death } = record;
    if (death?.refusesSince === undefined || !death.isSure) continue;
    const verdict = journal.find(
      ({ type, worker_id, at }) =>
        worker_id === workerId && (type === 'failed' || type === 'unhealthy') && at.getTime() >= death.last,
    );
    if (verdict === undefined) continue;
    const at = verdict.at.getTime();
    // The instance that watched it may have died or been suspended: the others learn of the death from its lease.
    if (
      gaps.some(({ gap_from: from, gap_until: until }) => from.getTime() < at && until.getTime() > death.last)
    )
      continue;
    if (!proven.has(workerId) || isSurelySuspect(record, at - DIALLED_MS, gaps))
      wrong.push(
        `${workerId} refuses connections, and is ${verdict.type} ${at - death.last} ms after its last heartbeat, ${proven.has(workerId) ? 'late' : 'not for that'}`,
      );
  }
  return wrong;
}
