import type { Ledger, WorkerRecord } from '../clients/ledger.js';
import { LEASE_MS, RARE_SWEEPS_MS, RETRY_MS } from '../parts/instance.js';
import type { DatedLine, Evidence } from './evidence.js';
import type { View } from './views.js';

/** The watch evaluates an expired lease within two seconds. */
const EVALUATED_MS = 2000;

/** What a busy machine may add. */
const SLACK_MS = 2000;

const VERDICTS: ReadonlySet<string> = new Set(['unhealthy', 'failed']);

/** Each ends a loss, or the record. */
const ENDS_LOSS: ReadonlySet<string> = new Set([
  'registered',
  're-registered',
  'replaced',
  'came-back',
  'restored',
  'loss-acknowledged',
  'deregistered',
  'deleted',
  'purged',
]);

/** Returns where an answer reports a presence that the clients know to be another one, or no loss. */
export function wrongPresences(ledger: Ledger, views: readonly View[], { journal }: Evidence): string[] {
  const wrong: string[] = [];
  for (const view of views) {
    if (view.isCalm)
      for (const record of ledger.workers.values()) {
        const [is, shown] = [presenceOf(record, view), view.workers.get(record.workerId)?.presence];
        if (is !== undefined && shown !== is)
          wrong.push(`${view.where}: ${record.workerId} is ${is}, shown as ${shown}`);
      }
    for (const { workerId, renewals } of ledger.workers.values())
      if (
        view.workers.get(workerId)?.presence === 'LOST' &&
        (renewals.at(-1) ?? 0) > view.answeredAt - LEASE_MS
      )
        wrong.push(`${view.where}: ${workerId} is LOST within its lease`);
    const lost = journal.find((line) => isUnacknowledged(line, view, ledger, journal));
    if (lost !== undefined && ['HEALTHY', 'EMPTY'].includes(view.overall))
      wrong.push(`${view.where}: overall is ${view.overall}, but ${lost.worker_id} is lost`);
  }
  return wrong;
}

/** Returns what the presence of a worker must be; undefined if no client knows. */
function presenceOf(record: WorkerRecord, { sentAt }: View): string | undefined {
  const { death, silences, departedAt, registrations, presenceOpen, present } = record;
  if (death !== undefined)
    return death.awaitedUntil !== undefined && death.awaitedUntil < sentAt ? 'LOST' : undefined;
  if (silences.length > 0 || departedAt !== undefined || registrations === 0 || presenceOpen)
    return undefined;
  return present ? 'PRESENT' : 'LEFT';
}

/** Whether a line is the begin of a loss that a view must report. */
function isUnacknowledged(
  { type, worker_id: workerId, at, seq }: DatedLine,
  { countedAt, answeredAt }: View,
  ledger: Ledger,
  journal: readonly DatedLine[],
): boolean {
  if (type !== 'cleaned-up' || at.getTime() >= countedAt) return false;
  const acknowledgedAt = ledger.workers.get(workerId)?.death?.acknowledgedAt ?? Infinity;
  if (acknowledgedAt < answeredAt) return false;
  return !journal.some(
    (line) =>
      line.worker_id === workerId &&
      line.seq > seq &&
      ENDS_LOSS.has(line.type) &&
      line.at.getTime() <= answeredAt,
  );
}

/** Returns deaths that were reported late, and jobs that lost workers still have. */
export function lateDeaths(ledger: Ledger, { journal, gaps, workers }: Evidence): string[] {
  const late: string[] = [];
  for (const { worker_id: workerId, present, jobs } of workers)
    if (!present && jobs.length > 0) late.push(`${workerId} is gone, but has ${jobs.join(', ')}`);
  for (const { workerId, death } of ledger.workers.values()) {
    if (death === undefined || !death.isSure) continue;
    const verdict = journal.find(({ type, worker_id }) => worker_id === workerId && VERDICTS.has(type));
    if (verdict === undefined) continue;
    const at = verdict.at.getTime();
    const excuses = gaps
      .filter(({ gap_from: from, gap_until: until }) => from.getTime() < at && until.getTime() > death.last)
      .map(({ gap_from: from, gap_until: until }) => until.getTime() - from.getTime() + RETRY_MS);
    // The watch looks once: if a gap excuses the worker then, sweeps find it.
    const sweepsMs = excuses.length > 0 ? 2 * RARE_SWEEPS_MS : 0;
    const most = LEASE_MS + EVALUATED_MS + SLACK_MS + sweepsMs + excuses.reduce((sum, each) => sum + each, 0);
    if (at - death.last > most)
      late.push(`${workerId} was found silent after ${at - death.last} ms; ${most} ms are allowed`);
  }
  return late;
}
