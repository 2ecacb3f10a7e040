/** A period, in milliseconds of the database clock. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The gaps that count for some workers. */
export interface CountedGaps {
  /** Gaps of the instance that accepted their last heartbeat, of its heirs, and of the worker itself. */
  readonly own: readonly Stretch[];
  /**
   * Gaps of each other instance. A worker may have switched to it if its silence began after the instance's
   * last sign of life.
   */
  readonly others: readonly (readonly Stretch[])[];
}

export interface GapRules {
  /** Time within which a worker without an answer retries; each gap counts for that much longer. */
  readonly retryMs: number;
  /** Maximum time between two heartbeats. */
  readonly intervalMs: number;
}

/** Effect of gaps on some workers at one moment. */
export interface GapEffect {
  /**
   * Workers whose last sign of life is older have no valid lease; `-Infinity` during a gap and one retry time
   * after it.
   */
  readonly aliveSince: number;
  /** End of the last own gap: reports of workers from before it may be out of date. */
  readonly heardSince: number;
}

/**
 * The moment of the evaluation, and how far back gaps are known: those that ended before the horizon are not.
 */
export interface GapTimes {
  readonly now: number;
  readonly horizon: number;
}

/** Returns the gaps in order and without overlaps, each extended by one retry time, none later than `now`. */
export function mergeGaps(gaps: readonly Stretch[], retryMs: number, now: number): Stretch[] {
  const merged: { from: number; until: number }[] = [];
  const known = gaps.filter(({ from }) => from <= now).toSorted((a, b) => a.from - b.from);
  for (const gap of known) {
    const until = Math.min(gap.until + retryMs, now);
    const last = merged.at(-1);
    if (last !== undefined && gap.from <= last.until) last.until = Math.max(last.until, until);
    else merged.push({ from: gap.from, until });
  }
  return merged;
}

/**
 * Returns how long a worker could have sent a sign of life since a time: the time since then without gaps.
 */
export function silenceMs(gaps: CountedGaps, since: number, now: number, rules: GapRules): number {
  return silenceIn(mergeAll(gaps, now, rules), since, now);
}

/**
 * Returns the effect of gaps on workers with leases of a given length.
 *
 * The later the last sign of life, the shorter the silence, so one time separates workers with a valid lease
 * from the others, and a statement over a whole fleet only compares.
 *
 * @returns undefined if that time may be before the horizon
 */
export function effectOf(
  gaps: CountedGaps,
  lengthMs: number,
  { now, horizon }: GapTimes,
  rules: GapRules,
): GapEffect | undefined {
  const heardSince = Math.max(-Infinity, ...gaps.own.map(({ until }) => Math.min(until, now)));
  const merged = mergeAll(gaps, now, rules);
  const isOpen = ({ until }: Stretch): boolean => until >= now;
  if (merged.own.some(isOpen)) return { aliveSince: -Infinity, heardSince };
  const isSilent = (since: number): boolean => silenceIn(merged, since, now) > lengthMs;
  if (!isSilent(horizon)) return undefined;
  const doubtful = merged.others.filter(isOpen).map(({ doubtsSince }) => doubtsSince);
  return { aliveSince: Math.min(lastSilent(isSilent, horizon, now), ...doubtful), heardSince };
}

/**
 * Returns the gaps of another instance that make silences uncertain which began after its last sign of life.
 */
interface Doubt extends Stretch {
  readonly doubtsSince: number;
}

interface MergedGaps {
  readonly own: readonly Stretch[];
  readonly others: readonly Doubt[];
}

function mergeAll({ own, others }: CountedGaps, now: number, { retryMs, intervalMs }: GapRules): MergedGaps {
  const doubts = others.flatMap((gaps) => mergeGaps(gaps, retryMs, now));
  return {
    own: mergeGaps(own, retryMs, now),
    others: doubts.map(({ from, until }) => ({ from, until, doubtsSince: from - intervalMs })),
  };
}

function silenceIn({ own, others }: MergedGaps, since: number, now: number): number {
  const counted = [...own, ...others.filter(({ doubtsSince }) => since >= doubtsSince)];
  let silent = now - since;
  for (const { from, until } of mergeGaps(counted, 0, now))
    if (until > since) silent -= until - Math.max(from, since);
  return silent;
}

/** Returns the last time that counts as silent, to half a millisecond. */
function lastSilent(isSilent: (since: number) => boolean, silent: number, alive: number): number {
  let [low, high] = [silent, alive];
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (isSilent(middle)) low = middle;
    else high = middle;
  }
  return low;
}
