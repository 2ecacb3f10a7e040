import { percentage } from '../platform/text/percentage.js';
import type { GuardDto } from './summary.dto.js';
import type { GuardRow } from './store/summary.store.js';

export interface GuardLimits {
  readonly thresholdPercent: number;
  readonly maxMinutes: number;
}

/** Returns the API view of a guard, with its reason and its end as sentences. */
export function guardDto(guard: GuardRow, limits: GuardLimits): GuardDto {
  const { scope, zone, state, since, silent, total } = guard;
  const percent = total === 0 ? 0 : percentage(silent, total);
  const share = `${rounded(percent)} %, the threshold is ${rounded(limits.thresholdPercent)} %`;
  return {
    scope,
    zone,
    state,
    since: since.toISOString(),
    silent,
    total,
    percent,
    reason: `${silent} of ${total} workers ${place(guard)} fell silent together (${share})`,
    endsWhen: state === 'HOLDING' ? endOfHolding(since, limits) : 'It ends when none of them is silent',
  };
}

function place({ scope, zone }: GuardRow): string {
  if (scope === 'fleet') return 'of the fleet';
  return zone === null ? 'without a zone' : `of zone ${zone}`;
}

function endOfHolding(since: Date, { thresholdPercent, maxMinutes }: GuardLimits): string {
  const latest = new Date(since.getTime() + maxMinutes * 60_000).toISOString();
  return `It ends when fewer than ${rounded(thresholdPercent / 2)} % are silent, or at ${latest}`;
}

const rounded = (percent: number): number => Number(percent.toFixed(1));
