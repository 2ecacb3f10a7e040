import type { GuardPlace } from '../fleet/guard-place.js';
import type { GuardThresholds } from '../fleet/guard-thresholds.js';

/** Level of silence of a zone, or of the fleet as one more zone. */
export interface SilenceLevel extends GuardPlace {
  /** Silent workers that are not FAILED and for which this guard is not spent. */
  readonly silent: number;
  /** The same, including those for which it is spent. */
  readonly silentAtAll: number;
  /** Workers that became FAILED in this episode; they are in the total. */
  readonly failed: number;
  /** All workers that were neither FAILED nor INACTIVE before this episode. */
  readonly total: number;
}

/**
 * WATCHING: workers are silent, but not enough. HOLDING: no silent worker here is failed. SPENT: the guard
 * timed out; those workers count from zero, and only another silence can engage it again. RELEASED: the same by order of
 * an operator.
 */
export type GuardState = 'WATCHING' | 'HOLDING' | 'SPENT' | 'RELEASED';

/** Stored state of the guard of a zone with silent workers. */
export interface Guard {
  readonly scope: SilenceLevel['scope'];
  readonly zone: string;
  readonly state: GuardState;
  /** When it entered this state. */
  readonly since: number;
  /** When the silence began here. */
  readonly episodeSince: number;
  readonly silent: number;
  /** All silent workers, including FAILED ones and those for which it is spent. */
  readonly silentNow: number;
  readonly total: number;
  /** Until when an operator holds it. */
  readonly holdUntil: number | null;
  /** RELEASED: workers whose lease ends until then do not engage it again. */
  readonly releasedThrough: number | null;
}

export interface GuardRules extends Pick<GuardThresholds, 'thresholdPercent' | 'minWorkers'> {
  readonly maxMs: number;
}

/**
 * Returns how long a worker without a sign of life is not yet silent for the guard: until its lease will end
 * within one heartbeat interval. Leases of a zone that dies at once expire over a whole interval; if sweeps
 * run more often than heartbeats, a guard that waited for the expiries would see too few of them at a time.
 * No interval is longer than a third of the lease. `survey-fleet.sql` computes the same.
 */
export function silentAfterMs(leaseMs: number, heartbeatIntervalSeconds: number): number {
  return leaseMs - Math.min(heartbeatIntervalSeconds * 1000, leaseMs / 3);
}

/**
 * Returns the next state of a zone's guard; undefined if no worker is silent there any longer.
 *
 * A network failure looks like a zone of workers that died. Failing them all is the worse mistake, because
 * their jobs would be given away while they still run (the idea is Eureka's self-preservation,
 * `AbstractInstanceRegistry`; unlike that, this guard uses a level, gives its reason, and ends by itself). It
 * engages at the threshold, ends below half of it, so that it does not flicker, and is spent when its time is
 * up. An operator's hold lasts until its end, whatever the level.
 *
 * @param now in the same milliseconds as the times of the guard
 * @param heldMs how long it has been in its state, gaps excluded
 */
export function decideGuard(
  level: SilenceLevel,
  before: Guard | undefined,
  rules: GuardRules,
  now: number,
  heldMs = now - (before?.since ?? now),
): Guard | undefined {
  const { scope, zone, silent, silentAtAll, failed, total } = level;
  const holdUntil = (before?.holdUntil ?? 0) > now ? before!.holdUntil : null;
  if (silentAtAll === 0 && holdUntil === null) return undefined;
  const state = holdUntil === null ? nextState(level, before, rules, heldMs) : 'HOLDING';
  return {
    scope,
    zone,
    state,
    since: before?.state === state ? before.since : now,
    episodeSince: before?.episodeSince ?? now,
    silent,
    silentNow: silentAtAll + failed,
    total,
    holdUntil,
    releasedThrough: state === 'RELEASED' ? (before?.releasedThrough ?? null) : null,
  };
}

function nextState(
  { silent, total }: SilenceLevel,
  before: Guard | undefined,
  { thresholdPercent, minWorkers, maxMs }: GuardRules,
  heldMs: number,
): GuardState {
  const percent = total === 0 ? 0 : (silent / total) * 100;
  if (before?.state === 'HOLDING') {
    if (percent < thresholdPercent / 2) return 'WATCHING';
    return heldMs >= maxMs ? 'SPENT' : 'HOLDING';
  }
  if (percent >= thresholdPercent && silent >= minWorkers) return 'HOLDING';
  return before?.state ?? 'WATCHING';
}
