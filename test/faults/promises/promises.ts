import { LEASE_MS } from '../parts/instance.js';
import { JournalReplay } from '../../support/journal-replay.js';
import { History } from '../history/history.js';
import type { Seen } from '../clients/answers.js';
import type { JobRecord, Ledger, Silence, WorkerRecord } from '../clients/ledger.js';
import { undocumented } from './documented.js';
import type { Evidence, WorkerRow } from './evidence.js';
import { lateDeaths, wrongPresences } from './losses.js';
import { isProof, wrongProofs } from './proofs.js';
import { claimsOfSuspects, wrongAccusations, wrongSuspicions } from './suspects.js';
import type { View } from './views.js';

export const PROMISES = {
  kept: 'nothing acknowledged is lost',
  blameless: 'no worker is failed for a fault of the service',
  found: 'silent workers are detected',
  single: 'no job belongs to two workers',
  limited: 'no worker is over its limit',
  orderly: 'one round of a duty at a time',
  told: 'the journal equals the state',
  counted: 'the figures equal the rows',
  modelled: 'each step is one that the model allows',
  fenced: 'the fence of a job only grows',
  spared: 'no job goes to a suspect while another worker fits',
  suspected: 'workers are suspect if they are late, and only then',
  present: 'presence and losses are reported',
  heard: 'reports of schedulers make a worker suspect, and too few do not',
  timely: 'deaths are known in time',
  proven: 'a refused connection proves a death, and nothing else does',
  flat: 'memory and tables stay flat',
  back: 'everything recovers in time',
  documented: 'every error is documented',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** A broken promise, and how it was broken. */
export interface Breach {
  readonly promise: PromiseName;
  readonly what: string;
}

/** What was acknowledged, and what is stored. */
export interface Case {
  readonly ledger: Ledger;
  readonly answers: readonly Seen[];
  readonly evidence: Evidence;
  /** How instances described the fleet. */
  readonly views?: readonly View[];
  /** The state by earlier lines of the journal. */
  readonly history?: JournalReplay;
  /** The steps so far, as the model has them. */
  readonly steps?: History;
}

/** Returns all contradictions of promises; memory and time are checked where they are measured. */
export function check({
  ledger,
  answers,
  evidence,
  views = [],
  history = new JournalReplay(),
  steps = new History(),
}: Case): Breach[] {
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
    if (what !== undefined) breach('kept', `${job.jobId}: ${what}; lately: ${lately(job, evidence)}`);
  }
  const blamed = new Set<string>();
  for (const { type, worker_id, detail, at } of evidence.journal)
    if (isBlame(type, detail)) {
      blamed.add(worker_id);
      if (isProof(type, detail)) continue;
      const what = wronglyBlamed(ledger.workers.get(worker_id)?.silences ?? [], at);
      if (what !== undefined) breach('blameless', `${worker_id}: ${type}${what}, ${String(detail['error'])}`);
    }
  for (const { workerId, silences, sought } of ledger.workers.values())
    if (sought && !blamed.has(workerId)) {
      const since = silences.at(-1)?.since;
      breach(
        'found',
        `${workerId} is silent since ${since}, but counts as healthy; ${gapsSince(since, evidence)}`,
      );
    }
  for (const what of ledger.contradictions) breach('single', what);
  for (const what of ledger.fences.contradictions) breach('fenced', what);
  for (const what of claimsOfSuspects(ledger, evidence)) breach('spared', what);
  for (const what of wrongSuspicions(ledger, views, evidence)) breach('suspected', what);
  for (const what of wrongAccusations(ledger)) breach('heard', what);
  for (const what of wrongPresences(ledger, views, evidence)) breach('present', what);
  for (const what of lateDeaths(ledger, evidence)) breach('timely', what);
  for (const what of wrongProofs(ledger, evidence)) breach('proven', what);

  const told = history.add(evidence.journal);
  for (const workerId of told.workers.keys())
    if (!rows.has(workerId)) breach('told', `${workerId} is in the journal, but has no record`);
  for (const what of told.doubles) breach('single', what);
  for (const row of evidence.workers) {
    const { worker_id: workerId, assigned, usable_slots: slots, jobs } = row;
    const past = told.workers.get(workerId);
    const most = Math.max(assigned, past?.most ?? 0);
    if (most > slots) breach('limited', `${workerId}: ${most} jobs in ${slots} slots`);
    const state = JSON.stringify([
      row.present,
      row.present && row.health,
      row.order,
      [...jobs].sort(),
      assigned,
    ]);
    const tale =
      past &&
      JSON.stringify([
        past.present,
        past.present && past.health,
        past.order,
        [...past.jobs].sort(),
        past.jobs.size,
      ]);
    if (state !== tale) breach('told', `${workerId}: state ${state}, journal ${tale}`);
  }
  for (const { step, why } of steps.replay(evidence.journal)) breach('modelled', `${step}: ${why}`);
  for (const { round, overlaps } of evidence.sweeps)
    if (overlaps === true) breach('orderly', `sweep ${round} overlapped with another one`);
  for (const { duty, round, was, claimed_by, what } of evidence.wrongClaims)
    breach('orderly', `${duty} ${round} of instance ${was} ${what} by ${claimed_by}`);
  for (const seen of answers) {
    const what = undocumented(seen);
    if (what !== undefined) breach('documented', what);
  }
  return breaches;
}

function lostOf(record: WorkerRecord, row: WorkerRow | undefined): string[] {
  if (record.registrations === 0) return [];
  if (row === undefined) return record.departedAt === undefined ? ['its record is gone'] : [];
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
    record.silences.length > 0 || record.jobCount === undefined || row.job_count === record.jobCount,
    `reported ${record.jobCount} jobs, ${row.job_count} kept`,
  );
  expect(
    record.presenceOpen || row.version === record.version,
    `registered version ${record.version}, ${row.version} kept`,
  );
  expect(
    // A silent worker may have been cleaned up.
    record.silences.length > 0 || record.presenceOpen || row.present === record.present,
    record.present ? 'is not present' : 'is present',
  );
  expect(record.orderOpen || row.order === record.order, `its order is ${row.order}, not ${record.order}`);
  return lost;
}

function lostJob({ state, open, workerId }: JobRecord, holder: string | undefined): string | undefined {
  if (open || state === 'wanted') return undefined;
  if (state === 'assigned' && holder !== workerId)
    return `is assigned to ${holder}, was given to ${workerId}`;
  if (state === 'ended' && holder !== undefined) return `has ended, but is assigned to ${holder}`;
  return undefined;
}

/** Returns the new lines of the journal about a job. */
function lately({ jobId }: JobRecord, { journal }: Evidence): string {
  const lines = journal.filter(({ detail }) => detail['jobId'] === jobId);
  return lines.map(({ type, worker_id }) => `${type} (${worker_id})`).join(', ') || 'nothing';
}

/** Returns what may have kept a silence from being held against a worker. */
function gapsSince(since: string | undefined, { gaps }: Evidence): string {
  const later = gaps.filter(({ gap_until: until }) => since === undefined || until > new Date(since));
  const texts = later.map(
    ({ whose, gap_from: from, gap_until: until }) =>
      `${whose} ${from.toISOString()} to ${until.toISOString()}`,
  );
  return `gaps since then: ${texts.join(', ') || 'none'}`;
}

/** These workers send heartbeats whenever an instance accepts them: a silence is the service's own. */
function isBlame(type: string, detail: Readonly<Record<string, unknown>>): boolean {
  if (type === 'failed' || type === 'cleaned-up') return true;
  return type === 'unhealthy' && (detail['checks'] as string[]).includes('heartbeat');
}

/** Returns what is wrong with a verdict; undefined if the worker was as silent as reported. */
function wronglyBlamed(silences: readonly Silence[], at: Date): string | undefined {
  const lengths = silences.map(({ since, until }) => {
    const end = Math.min(at.getTime(), until === undefined ? Infinity : Date.parse(until));
    return end - Date.parse(since);
  });
  const longest = Math.max(...lengths);
  if (longest >= LEASE_MS) return undefined;
  return lengths.length === 0 ? '' : ` after ${longest} ms`;
}
