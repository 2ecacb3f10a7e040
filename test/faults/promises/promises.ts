import { replay } from '../../support/journal-replay.js';
import type { Seen } from '../clients/answers.js';
import type { JobRecord, Ledger, WorkerRecord } from '../clients/ledger.js';
import { undocumented } from './documented.js';
import type { Evidence, WorkerRow } from './evidence.js';

export const PROMISES = {
  kept: 'nothing acknowledged is lost',
  blameless: 'no worker is failed for a fault of ours',
  single: 'no job belongs to two workers',
  limited: 'no worker is over its limit',
  orderly: 'one round of a duty at a time',
  told: 'the journal equals the state',
  flat: 'memory stays flat',
  back: 'all is as usual again in time',
  documented: 'every error is a documented one',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** A promise that was broken, and by what. */
export interface Breach {
  readonly promise: PromiseName;
  readonly what: string;
}

/** What was acknowledged, and what there is. */
export interface Case {
  readonly ledger: Ledger;
  readonly answers: readonly Seen[];
  readonly evidence: Evidence;
  /** Verdicts up to this line of the journal were looked at before. */
  readonly after: number;
}

/** All that contradicts a promise; memory and time are looked at where they are measured. */
export function check({ ledger, answers, evidence, after }: Case): Breach[] {
  const breaches: Breach[] = [];
  const breach = (promise: PromiseName, what: string): void => void breaches.push({ promise, what });
  const rows = new Map(evidence.workers.map((row) => [row.worker_id, row]));

  if (rows.size < evidence.workers.length) breach('kept', 'a worker has two rows');
  for (const record of ledger.workers.values())
    for (const what of lostOf(record, rows.get(record.workerId)))
      breach('kept', `${record.workerId}: ${what}`);
  const holders = new Map(evidence.workers.flatMap((row) => row.jobs.map((job) => [job, row.worker_id])));
  for (const job of ledger.jobs.values()) {
    const what = lostJob(job, holders.get(job.jobId));
    if (what !== undefined) breach('kept', `${job.jobId}: ${what}`);
  }
  for (const { seq, type, worker_id, detail } of evidence.journal)
    if (seq > after && isBlame(type, detail))
      breach('blameless', `${worker_id}: ${type}, ${String(detail['error'])}`);
  for (const what of ledger.contradictions) breach('single', what);

  const told = replay(evidence.journal);
  for (const what of told.doubles) breach('single', what);
  for (const row of evidence.workers) {
    const { worker_id: workerId, assigned, usable_slots: slots, jobs } = row;
    const history = told.workers.get(workerId);
    const most = Math.max(assigned, history?.most ?? 0);
    if (most > slots) breach('limited', `${workerId}: ${most} jobs in ${slots} slots`);
    const state = JSON.stringify([
      row.present,
      row.present && row.health,
      row.order,
      [...jobs].sort(),
      assigned,
    ]);
    const tale =
      history &&
      JSON.stringify([
        history.present,
        history.present && history.health,
        history.order,
        [...history.jobs].sort(),
        history.jobs.size,
      ]);
    if (state !== tale) breach('told', `${workerId}: state ${state}, journal ${tale}`);
  }
  for (const { round, overlaps } of evidence.sweeps)
    if (overlaps === true) breach('orderly', `sweep ${round} began before the one before it had ended`);
  for (const seen of answers) {
    const what = undocumented(seen);
    if (what !== undefined) breach('documented', what);
  }
  return breaches;
}

function lostOf(record: WorkerRecord, row: WorkerRow | undefined): string[] {
  if (record.registrations === 0) return [];
  if (row === undefined) return ['its record is gone'];
  const lost: string[] = [];
  const expect = (fine: boolean, what: string): void => void (fine || lost.push(what));
  expect(row.id === record.id, `its id was ${record.id}, now ${row.id}`);
  expect(
    row.registrations >= record.registrations,
    `${record.registrations} registrations, ${row.registrations} kept`,
  );
  expect(row.incarnation >= record.incarnation, `incarnation ${record.incarnation}, ${row.incarnation} kept`);
  expect(
    row.heartbeats >= record.heartbeatCount,
    `heartbeat ${record.heartbeatCount}, ${row.heartbeats} kept`,
  );
  const last = record.lastHeartbeat === undefined ? 0 : Date.parse(record.lastHeartbeat);
  expect((row.last_heartbeat?.getTime() ?? 0) >= last, `last heartbeat ${record.lastHeartbeat}, not kept`);
  expect(
    record.jobCount === undefined || row.job_count === record.jobCount,
    `reported ${record.jobCount} jobs, ${row.job_count} kept`,
  );
  expect(
    record.presenceOpen || row.present === record.present,
    record.present ? 'is not present' : 'is present',
  );
  expect(record.orderOpen || row.order === record.order, `its order is ${row.order}, not ${record.order}`);
  return lost;
}

function lostJob({ state, open, workerId }: JobRecord, holder: string | undefined): string | undefined {
  if (open || state === 'wanted') return undefined;
  if (state === 'assigned' && holder !== workerId) return `is with ${holder}, was given to ${workerId}`;
  if (state === 'ended' && holder !== undefined) return `has ended, and is with ${holder}`;
  return undefined;
}

/** Workers of ours beat whenever somebody takes it: a silence is the service's own. */
function isBlame(type: string, detail: Readonly<Record<string, unknown>>): boolean {
  if (type === 'failed' || type === 'cleaned-up') return true;
  return type === 'unhealthy' && (detail['checks'] as string[]).includes('heartbeat');
}
