import { effectOf, mergeGaps, type CountedGaps, type GapRules, type GapTimes } from './gap-effect.js';
import { gapsByInstance } from './gap-ledger.js';
import type { RecordedGaps } from './store/gap.store.js';

/**
 * The effect of gaps in the form that statements over many workers compare with: times by the id of a worker,
 * the number of the instance that accepted its last heartbeat, or `*` for instances that are long gone.
 * Workers that gaps do not affect are omitted.
 */
export interface LeaseGaps {
  /** Workers with a sign of life since then have a valid lease. */
  readonly alive: Readonly<Record<string, string>>;
  /** The end of the last gap, without doubts: reports of workers from before it may be out of date. */
  readonly heard: Readonly<Record<string, string>>;
  /** Like `alive`, for the time after which a worker is late. */
  readonly late: Readonly<Record<string, string>>;
}

/** The effect of gaps on leases of the length of the settings, and on those of other lengths. */
export interface GapMaps extends LeaseGaps {
  /** By the seconds of the lease; `*` for lengths that are not listed, by the longest of all. */
  readonly own: Readonly<Record<string, LeaseGaps>>;
  /** Whether gaps affect any worker. */
  readonly any: boolean;
}

/** What the effect of gaps depends on, for leases of one length. */
export interface LeaseRules extends GapRules {
  readonly leaseMs: number;
  /** Time without a sign of life after which a worker is late. */
  readonly lateMs: number;
}

const ANY_OTHER = '*';

/**
 * @param rulesOf the rules for leases of a length in seconds; null for the length of the settings
 * @returns undefined if gaps before the horizon may matter
 */
export function gapMaps(
  recorded: RecordedGaps,
  rulesOf: (leaseSeconds: number | null) => LeaseRules,
  horizon: number,
  toleranceMs: number,
): GapMaps | undefined {
  const counted = countedGaps(recorded, toleranceMs);
  const lengthOf = new Map(
    recorded.workerGaps.map(({ worker, leaseSeconds }) => [worker, listed(leaseSeconds, recorded)]),
  );
  /** Without workers whose lease has another length. */
  const countedOf = (length: number | null): Map<string, CountedGaps> =>
    new Map([...counted].filter(([key]) => !lengthOf.has(key) || lengthOf.get(key) === length));
  const settings = leaseGaps(recorded, countedOf(null), rulesOf(null), horizon);
  if (settings === undefined) return undefined;
  const own: Record<string, LeaseGaps> = {};
  for (const seconds of recorded.ownLeases) {
    const gaps = leaseGaps(recorded, countedOf(seconds), rulesOf(seconds), horizon);
    if (gaps === undefined) return undefined;
    own[seconds] = gaps;
    // The lengths are sorted: a longer lease is never shortened by it.
    own[ANY_OTHER] = gaps;
  }
  const any = [settings, ...Object.values(own)].some(({ alive }) => Object.keys(alive).length > 0);
  return { ...settings, own, any };
}

/** The length by which a lease is judged: its own, or the longest if that is not listed. */
const listed = (leaseSeconds: number | null, { ownLeases }: RecordedGaps): number | null =>
  leaseSeconds === null || ownLeases.includes(leaseSeconds) ? leaseSeconds : ownLeases.at(-1)!;

function leaseGaps(
  recorded: RecordedGaps,
  counted: ReadonlyMap<string, CountedGaps>,
  { leaseMs, lateMs, ...rules }: LeaseRules,
  horizon: number,
): LeaseGaps | undefined {
  const { now } = recorded;
  const maps = { alive: {}, heard: {}, late: {} } as Record<keyof LeaseGaps, Record<string, string>>;
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
  rules: GapRules,
  toleranceMs: number,
): Record<string, [string, string][]> {
  const stretches = Array.from(countedGaps(recorded, toleranceMs), ([key, { own }]) => {
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
