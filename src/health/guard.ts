/** How silent a zone is, or the fleet as one more zone. */
export interface SilenceLevel {
  readonly scope: 'zone' | 'fleet';
  /** '' for workers without a zone, and for the fleet. */
  readonly zone: string;
  /** Workers that are silent, not FAILED, and not those for whom this guard is spent. */
  readonly silent: number;
  /** With those for whom it is spent. */
  readonly silentAtAll: number;
  /** All that were neither FAILED nor INACTIVE before this episode. */
  readonly total: number;
}

/**
 * WATCHING: many are silent, but not enough. HOLDING: nobody silent here is failed. SPENT: it held for its whole time;
 * those workers count from zero, and only another silence can engage it again.
 */
export type GuardState = 'WATCHING' | 'HOLDING' | 'SPENT';

/** What is kept of a zone in which workers are silent. */
export interface Guard {
  readonly scope: SilenceLevel['scope'];
  readonly zone: string;
  readonly state: GuardState;
  /** Since when it has been in this state. */
  readonly since: number;
  /** Since when somebody has been silent here. */
  readonly episodeSince: number;
  readonly silent: number;
  readonly total: number;
}

export interface GuardRules {
  readonly thresholdPercent: number;
  readonly minWorkers: number;
  readonly maxMs: number;
}

/**
 * After how long without a sign of life a worker counts as silent for the guard: when its lease ends within one
 * heartbeat interval. Leases of a zone that dies at once expire over a whole interval; a guard that waited for them would
 * see too few of them at a time where sweeps come faster than heartbeats.
 */
export function silentAfterMs(leaseMs: number, heartbeatIntervalSeconds: number): number {
  return leaseMs - heartbeatIntervalSeconds * 1000;
}

/**
 * What the guard of a zone is from now on; undefined where nobody is silent there any more.
 *
 * A network that breaks looks like a zone of workers that died. Failing them all is the worse mistake, since their jobs
 * would be given away while they still run (the idea is Eureka's self-preservation, `AbstractInstanceRegistry`; the
 * difference is that this one looks at a level, says why, and ends by itself). It engages at the threshold, ends below
 * half of it, so that it does not flicker, and is spent after its time.
 *
 * @param now in the same milliseconds as the guard's own moments
 * @param heldMs how long it has been in its state, gaps left out
 */
export function decideGuard(
  level: SilenceLevel,
  before: Guard | undefined,
  rules: GuardRules,
  now: number,
  heldMs = now - (before?.since ?? now),
): Guard | undefined {
  const { scope, zone, silent, silentAtAll, total } = level;
  if (silentAtAll === 0) return undefined;
  const state = nextState(level, before, rules, heldMs);
  return {
    scope,
    zone,
    state,
    since: before?.state === state ? before.since : now,
    episodeSince: before?.episodeSince ?? now,
    silent,
    total,
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
