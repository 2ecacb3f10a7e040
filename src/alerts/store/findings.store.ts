import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { AlertRule } from '../../platform/config/alert-settings.js';
import { leaseSecondsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import type { Queryable } from '../../platform/database/database.js';
import { statement, type Statement } from '../../platform/database/statement.js';
import { counted } from '../../platform/text/counted.js';
import { MAX_NAMED, type Findings, type Subject } from '../findings.js';
import {
  contestedSentence,
  failedSentence,
  flappingSentence,
  guardSentence,
  lostSentence,
  spentSentence,
  stuckSentence,
  warningSentence,
} from '../sentences.js';

const FAILED = statement(import.meta.url, './sql/find-failed-workers.sql');
const LOST = statement(import.meta.url, './sql/find-lost-workers.sql');
const FLAPPING = statement(import.meta.url, './sql/find-flapping-workers.sql');
const CONTESTED = statement(import.meta.url, './sql/find-contested-workers.sql');
const STUCK = statement(import.meta.url, './sql/find-stuck-workers.sql');
const WARNED = statement(import.meta.url, './sql/find-warnings.sql');
const GUARDED = statement(import.meta.url, './sql/find-guarded-zones.sql');

interface FailedRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly since: Date | null;
  readonly reason: string | null;
  readonly message?: string | null;
  readonly total: number;
}

interface RestlessRow extends Pick<FailedRow, 'id' | 'worker_id' | 'zone' | 'total'> {
  readonly changes: number;
}

/** How a rule describes events that happened too often, to one worker and in total. */
interface Wording {
  readonly happened: (times: number) => string;
  readonly sentence: Parameters<typeof findings>[2];
}

interface StuckRow extends Pick<FailedRow, 'id' | 'worker_id' | 'zone' | 'total'> {
  readonly lag: number;
}

interface WarnedRow extends Pick<FailedRow, 'id' | 'zone' | 'total'> {
  readonly worker: string | null;
  readonly worker_id: string | null;
  readonly pool: string | null;
  readonly since: Date;
  readonly reason: string;
}

interface GuardedRow extends Pick<FailedRow, 'zone' | 'reason' | 'total'> {
  readonly scope: 'zone' | 'fleet';
  readonly since: Date;
}

type Of<K extends AlertRule['kind']> = Extract<AlertRule, { kind: K }>;

/** A rule about individual workers or zones. */
export type ListingRule = Of<
  | 'guard'
  | 'guard-spent'
  | 'worker-contested'
  | 'worker-failed'
  | 'worker-flapping'
  | 'warning'
  | 'worker-stuck'
  | 'workers-lost'
>;

/** Finds the workers and zones that a rule holds for, with one statement per kind. */
@Injectable()
export class FindingsStore {
  private readonly leaseSeconds: number;
  private readonly attentionHours: number;
  /** An event loop with a greater lag is stuck. */
  private readonly lagMs: number;

  constructor(@Inject(SETTINGS) { worker }: Settings) {
    this.leaseSeconds = leaseSecondsOf(worker);
    this.attentionHours = worker.lostAttentionHours;
    this.lagMs = worker.stuckEventLoopLagMs;
  }

  /** @param known keys that the rule already lists */
  findItems(on: Queryable, rule: ListingRule, known: readonly string[]): Promise<Findings> {
    if (rule.kind === 'guard' || rule.kind === 'guard-spent') return this.guarded(on, rule);
    const ids = known.filter(isUuid);
    if (rule.kind === 'warning') return this.warned(on, rule, ids);
    if (rule.kind === 'worker-failed') return this.failed(on, rule, ids);
    if (rule.kind === 'workers-lost') return this.lost(on, rule, ids);
    if (rule.kind === 'worker-contested') return this.contested(on, rule, ids);
    return rule.kind === 'worker-stuck' ? this.stuck(on, rule, ids) : this.flapping(on, rule, ids);
  }

  private async guarded(on: Queryable, { kind, zone }: Of<'guard' | 'guard-spent'>): Promise<Findings> {
    const isSpent = kind === 'guard-spent';
    const rows = await on.query<GuardedRow>(GUARDED, [
      zone ?? null,
      MAX_NAMED,
      isSpent ? 'SPENT' : 'HOLDING',
    ]);
    const subjects = rows.map(({ scope, zone, since, reason }): [string, Subject] => [
      `${scope}:${zone ?? ''}`,
      { scope, zone, since: since.toISOString(), reason },
    ]);
    return findings(rows, subjects, isSpent ? spentSentence : guardSentence);
  }

  private async failed(
    on: Queryable,
    { zone }: Of<'worker-failed'>,
    known: readonly string[],
  ): Promise<Findings> {
    const failed = await on.query<FailedRow>(FAILED, [known, zone ?? null, MAX_NAMED]);
    // A cleanup does not end the alert: the worker is still not there.
    const lost = await this.lostRows(on, zone, known);
    const listed = new Set(known);
    const subjects = [
      ...failed.map(workerSubject),
      ...lost.map(workerSubject).map(([id, subject]) => [id, { ...subject, kind: 'workers-lost' }] as const),
    ];
    const named = subjects
      .toSorted(([a], [b]) => Number(listed.has(b)) - Number(listed.has(a)))
      .slice(0, MAX_NAMED);
    const lostTotal = lost[0]?.total ?? 0;
    const total = (failed[0]?.total ?? 0) + lostTotal;
    const summary = failedSentence(
      subjects.map(([, subject]) => subject),
      total,
      lostTotal,
    );
    return { value: total, total, subjects: new Map(named), summary };
  }

  private async lost(on: Queryable, rule: Of<'workers-lost'>, known: readonly string[]): Promise<Findings> {
    const rows = await this.lostRows(on, rule.zone, known);
    const found = findings(rows, rows.map(workerSubject), (lost, total) => lostSentence(rule, lost, total));
    return found.total < rule.atLeast ? { ...found, total: 0, subjects: new Map() } : found;
  }

  private lostRows(on: Queryable, zone: string | undefined, known: readonly string[]): Promise<FailedRow[]> {
    return on.query<FailedRow>(LOST, [known, zone ?? null, MAX_NAMED, this.attentionHours]);
  }

  private flapping(on: Queryable, rule: Of<'worker-flapping'>, known: readonly string[]): Promise<Findings> {
    return this.restless(on, FLAPPING, rule, known, {
      happened: (times) => `${counted(times, 'change')} of health`,
      sentence: (flapping, total) => flappingSentence(rule, flapping, total),
    });
  }

  private contested(
    on: Queryable,
    rule: Of<'worker-contested'>,
    known: readonly string[],
  ): Promise<Findings> {
    return this.restless(on, CONTESTED, rule, known, {
      happened: (times) => `Taken over ${counted(times, 'time')}`,
      sentence: (contested, total) => contestedSentence(rule, contested, total),
    });
  }

  /** Finds workers to which an event happened more often than the rule allows. */
  private async restless(
    on: Queryable,
    find: Statement,
    { zone, moreThan, withinMinutes }: Of<'worker-flapping' | 'worker-contested'>,
    known: readonly string[],
    { happened, sentence }: Wording,
  ): Promise<Findings> {
    const parameters = [known, zone ?? null, MAX_NAMED, moreThan, withinMinutes];
    const rows = await on.query<RestlessRow>(find, parameters);
    const subjects = rows.map(({ id, worker_id: workerId, zone, changes }): [string, Subject] => {
      const reason = `${happened(changes)} within ${counted(withinMinutes, 'minute')}`;
      return [id, { id, workerId, zone, since: null, reason }];
    });
    return findings(rows, subjects, sentence);
  }

  private async warned(
    on: Queryable,
    { zone, about }: Of<'warning'>,
    known: readonly string[],
  ): Promise<Findings> {
    const rows = await on.query<WarnedRow>(WARNED, [known, zone ?? null, MAX_NAMED, about ?? null]);
    const subjects = rows.map((row): [string, Subject] => {
      const { id, worker, worker_id: workerId, zone, pool, since, reason } = row;
      const common = { since: since.toISOString(), reason };
      if (worker === null) return [id, { ...common, pool: pool || 'fleet' }];
      return [id, { ...common, id: worker, workerId: workerId!, zone }];
    });
    return findings(rows, subjects, warningSentence);
  }

  private async stuck(
    on: Queryable,
    { zone }: Of<'worker-stuck'>,
    known: readonly string[],
  ): Promise<Findings> {
    const parameters = [known, zone ?? null, MAX_NAMED, this.lagMs, this.leaseSeconds];
    const rows = await on.query<StuckRow>(STUCK, parameters);
    const subjects = rows.map(({ id, worker_id: workerId, zone, lag }): [string, Subject] => [
      id,
      { id, workerId, zone, since: null, reason: `Its event loop lags by ${lag} ms` },
    ]);
    return findings(rows, subjects, (stuck, total) => stuckSentence(this.lagMs, stuck, total));
  }
}

const workerSubject = ({
  id,
  worker_id: workerId,
  zone,
  since,
  reason,
  message,
}: FailedRow): [string, Subject] => [
  id,
  { id, workerId, zone, since: since?.toISOString() ?? null, reason, ...(message != null && { message }) },
];

function findings(
  rows: readonly { readonly total: number }[],
  subjects: readonly (readonly [string, Subject])[],
  sentence: (subjects: readonly Subject[], total: number) => string,
): Findings {
  const total = rows[0]?.total ?? 0;
  const named = subjects.map(([, subject]) => subject);
  return { value: total, total, subjects: new Map(subjects), summary: sentence(named, total) };
}
