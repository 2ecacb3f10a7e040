import type { Settings } from '../platform/config/settings.js';
import { guardedWorkers, guardNameOf, guardSubject } from '../fleet/guard-place.js';
import { percentage } from '../platform/text/percentage.js';
import type { GuardDto, NextStepDto } from './guard.dto.js';
import type { GuardRow } from './store/summary.store.js';

export interface GuardRules {
  readonly thresholdPercent: number;
  readonly maxMinutes: number;
  readonly sweepIntervalMs: number;
  /** Consecutive failures that make a worker FAILED. */
  readonly maxFailures: number;
  readonly cleanupMinutes: number;
  readonly releaseJobsAfter: Settings['worker']['releaseJobsAfter'];
}

/** Returns the API view of a guard, with its reason, its end and what follows as sentences. */
export function guardDto(guard: GuardRow, rules: GuardRules): GuardDto {
  const { scope, zone, state, since, total } = guard;
  const silent = state === 'HOLDING' ? guard.silent : guard.silent_now;
  return {
    name: guardNameOf(guard),
    scope,
    zone,
    state,
    since: since.toISOString(),
    silent,
    silentNow: guard.silent_now,
    total,
    percent: total === 0 ? 0 : percentage(silent, total),
    reason: reasonOf(guard, silent, rules),
    endsWhen: endOf(guard, rules),
    holdUntil: guard.hold_until?.toISOString() ?? null,
    steeredBy: guard.steered_by,
    steerReason: guard.steer_reason,
    nextSteps: nextStepsOf(guard, rules),
  };
}

function placeOf({ scope, zone }: GuardRow): string {
  if (scope === 'fleet') return 'of the fleet';
  return zone === null ? 'without a zone' : `of zone ${zone}`;
}

function reasonOf(guard: GuardRow, silent: number, { thresholdPercent }: GuardRules): string {
  const { state, total, hold_until: until, steered_by: by, steer_reason: why } = guard;
  const workers = `${silent} of ${total} workers ${placeOf(guard)}`;
  if (state === 'HOLDING' && until !== null)
    return `${by ?? 'An operator'} holds ${guardSubject(guard)}: ${why ?? 'no reason'}; ${silent} of ${total} workers are silent`;
  if (state !== 'HOLDING') return `${workers} ${silent === 1 ? 'is' : 'are'} silent now`;
  const percent = rounded(total === 0 ? 0 : percentage(silent, total));
  return `${workers} fell silent together (${percent} %, the threshold is ${rounded(thresholdPercent)} %)`;
}

function endOf(guard: GuardRow, rules: GuardRules): string {
  if (guard.state !== 'HOLDING') return 'It ends when none of them is silent';
  const latest = latestEnd(guard, rules).toISOString();
  if (guard.hold_until !== null) return `An operator holds it until ${latest}`;
  return `It ends when fewer than ${rounded(rules.thresholdPercent / 2)} % are silent, or at ${latest}`;
}

const latestEnd = ({ since, hold_until: until }: GuardRow, { maxMinutes }: GuardRules): Date =>
  until ?? new Date(since.getTime() + maxMinutes * 60_000);

/** What happens to the silent workers, and when at the earliest; time in gaps of the service is not known in advance. */
function nextStepsOf(guard: GuardRow, rules: GuardRules): NextStepDto[] {
  const { sweepIntervalMs, maxFailures, cleanupMinutes, releaseJobsAfter } = rules;
  const subject = guardSubject(guard);
  const workers = guardedWorkers(guard);
  const isHolding = guard.state === 'HOLDING';
  const from = isHolding ? latestEnd(guard, rules) : guard.since;
  const fails = new Date(from.getTime() + maxFailures * sweepIntervalMs);
  const cleaned = new Date(fails.getTime() + cleanupMinutes * 60_000);
  const step = (at: Date, what: string): NextStepDto => ({ at: at.toISOString(), what });
  const jobs = (at: 'failed' | 'cleaned-up' | 'lease-end'): string =>
    releaseJobsAfter === at || (at === 'cleaned-up' && releaseJobsAfter === 'dead')
      ? ', and their jobs are released'
      : '';
  return [
    ...(isHolding
      ? [step(from, `The guard of ${subject} ends; silent workers are judged from zero${jobs('lease-end')}`)]
      : []),
    step(fails, `${workers} that are still silent become FAILED${jobs('failed')}`),
    step(cleaned, `${workers} that are still silent are cleaned up${jobs('cleaned-up')}`),
  ];
}

const rounded = (percent: number): number => Number(percent.toFixed(1));
