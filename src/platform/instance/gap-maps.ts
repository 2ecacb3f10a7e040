import { effectOf, mergeGaps, type CountedGaps, type GapRules, type GapTimes } from './gap-effect.js';
import { gapsByInstance } from './gap-ledger.js';
import type { RecordedGaps } from './store/gap.store.js';

/**
 * The effect of gaps in the form that statements over many workers compare with: times by the id of a worker,
 * the number of the instance that accepted its last heartbeat, or `*` for instances that are long gone.
 * Workers that gaps do not affect are omitted.
 */
export interface GapMaps {
  /** Workers with a sign of life since then have a valid lease. */
  readonly alive: Readonly<Record<string, string>>;
  /** The end of the last gap, without doubts: reports of workers from before it may be out of date. */
  readonly heard: Readonly<Record<string, string>>;
  /** Like `alive`, for the time after which a worker is late. */
  readonly late: Readonly<Record<string, string>>;
}

export interface GapLengths {
  readonly leaseMs: number;
  /** Time without a sign of life after which a worker is late. */
  readonly lateMs: number;
}

export const NO_GAPS: GapMaps = { alive: {}, heard: {}, late: {} };

const ANY_OTHER = '*';

/** @returns undefined if gaps before the horizon may matter */
export function gapMaps(
  recorded: RecordedGaps,
  { leaseMs, lateMs }: GapLengths,
  horizon: number,
  rules: GapRules & { readonly toleranceMs: number },
): GapMaps | undefined {
  const { now } = recorded;
  const maps = { alive: {}, heard: {}, late: {} } as Record<keyof GapMaps, Record<string, string>>;
  const counted = countedGaps(recorded, rules.toleranceMs);
  for (const [key, gaps] of counted) {
    if (gaps.own.length === 0 && gaps.others.length === 0) continue;
    const times: GapTimes = { now, horizon };
    const alive = effectOf(gaps, leaseMs, times, rules);
    const late = effectOf(gaps, lateMs, times, rules);
    if (alive === undefined || late === undefined) return undefined;
    if (
      alive.heardSince < alive.aliveSince &&
      alive.aliveSince > now - leaseMs - 1 &&
      late.aliveSince > now - lateMs - 1
    )
      continue;
    maps.alive[key] = momentText(Math.floor(alive.aliveSince));
    maps.late[key] = momentText(Math.floor(late.aliveSince));
    maps.heard[key] = momentText(Math.ceil(alive.heardSince));
  }
  const living = recorded.instances.filter(({ heir }) => heir === null);
  const paused = living.filter(({ number }) => maps.alive[number] === '-infinity');
  // Its heir is no longer known, but no instance accepts heartbeats at the moment.
  if (paused.length > 0 && paused.length === living.length) {
    maps.alive[ANY_OTHER] = maps.late[ANY_OTHER] = '-infinity';
    maps.heard[ANY_OTHER] = paused.map(({ number }) => maps.heard[number]!).sort()[0]!;
  }
  return maps;
}

/**
 * The gaps of each instance and worker, each extended by one retry time, for a sum over a period: `[from,
 * until]`.
 */
export function gapStretches(
  recorded: RecordedGaps,
  rules: GapRules & { readonly toleranceMs: number },
): Record<string, [string, string][]> {
  const stretches = Array.from(countedGaps(recorded, rules.toleranceMs), ([key, { own }]) => {
    const merged = mergeGaps(own, rules.retryMs, recorded.now);
    const texts = merged.map(({ from, until }): [string, string] => [momentText(from), momentText(until)]);
    return [key, texts] as const;
  });
  return Object.fromEntries(stretches.filter(([, texts]) => texts.length > 0));
}

function countedGaps(recorded: RecordedGaps, toleranceMs: number): Map<string, CountedGaps> {
  const counted = new Map<string, CountedGaps>();
  const byInstance = gapsByInstance({ ...recorded, toleranceMs });
  for (const [number, gaps] of byInstance) counted.set(String(number), gaps);
  for (const { worker, takenBy, from, until } of recorded.workerGaps) {
    const known = counted.get(worker) ?? byInstance.get(takenBy) ?? { own: [], others: [] };
    counted.set(worker, { own: [...known.own, { from, until }], others: known.others });
  }
  return counted;
}

const momentText = (ms: number): string => (ms === -Infinity ? '-infinity' : new Date(ms).toISOString());
