import type { Seen } from '../clients/answers.js';
import { Ledger } from '../clients/ledger.js';
import type { WrongClaim } from './duty-witness.js';
import type { GapRow, WorkerRow } from './evidence.js';
import { check, type PromiseName } from './promises.js';
import type { View } from './views.js';

const ID = '0190f6f0-0000-7000-8000-000000000001';

/** A worker and its job as acknowledged, and as in the database: nothing is wrong. */
export function honest() {
  const ledger = new Ledger();
  const record = ledger.worker('worker', 2);
  Object.assign(record, {
    id: ID,
    present: true,
    registrations: 1,
    incarnation: 1,
    version: '1',
    heartbeatCount: 7,
    lastHeartbeat: '2026-01-01T00:00:07.000Z',
    jobCount: 1,
    order: 'MAINTENANCE',
  });
  const job = ledger.job('job');
  ledger.assigned(job, 'worker');
  const row: WorkerRow = {
    worker_id: 'worker',
    id: ID,
    present: true,
    health: 'HEALTHY',
    order: 'MAINTENANCE',
    registrations: 1,
    incarnation: 1,
    heartbeats: 7,
    last_heartbeat: new Date('2026-01-01T00:00:07.000Z'),
    job_count: 1,
    usable_slots: 2,
    version: '1',
    assigned: 1,
    jobs: ['job'],
  };
  const event = (seq: number, type: string, detail: Record<string, unknown> = {}, worker_id = 'worker') => ({
    seq,
    type,
    id: worker_id === 'worker' ? ID : worker_id,
    worker_id,
    detail,
    at: new Date('2026-01-01T00:00:12.000Z'),
  });
  return {
    ledger,
    record,
    job,
    row,
    event,
    answers: [] as Seen[],
    sweeps: [{ round: 1, overlaps: false }],
    wrongClaims: [] as WrongClaim[],
    gaps: [] as GapRow[],
    views: [] as View[],
    journal: [
      event(1, 'registered'),
      event(2, 'job-assigned', { jobId: 'job' }),
      event(3, 'order-given', { kind: 'MAINTENANCE' }),
    ],
  };
}

export type Given = ReturnType<typeof honest>;

/** Returns the promises that count as broken if the records are falsified like this. */
export function broken(falsify: (given: Given) => Partial<WorkerRow> | void): PromiseName[] {
  const given = honest();
  const row = { ...given.row, ...falsify(given) };
  const { ledger, answers, views, journal, sweeps, wrongClaims, gaps } = given;
  const evidence = { workers: [row], journal, sweeps, wrongClaims, gaps };
  const breaches = check({ ledger, answers, views, evidence });
  return [...new Set(breaches.map(({ promise }) => promise))];
}

/** An answer that clients need not expect. */
export const seen = (given: Partial<Seen>): Seen => ({
  operation: 'heartbeat',
  status: 503,
  code: 'database_unavailable',
  expected: true,
  message: '',
  retryAfter: true,
  count: 1,
  ...given,
});
