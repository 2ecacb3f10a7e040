import { counted } from '../platform/text/counted.js';
import type { Pool } from './pools.js';

/** An answer asks for at most this many times the workers that are there, or this many more. */
const MOST_TIMES = 2;
const MOST_MORE = 10;
/** And for at most this share of them less, or one. */
const MOST_LESS = 0.2;

/** What is there now, and what will be used. */
export interface Demand {
  /** Workers that can take jobs. */
  readonly workers: number;
  readonly usable: number;
  readonly expected: number;
  readonly draining: number;
  /** Slots that will be used at most, at 95 %, and when; null if these are the slots used now. */
  readonly slots: number;
  readonly by: Date | null;
  /** Whether the forecast rests on a record of errors: without one, no worker is taken away. */
  readonly recorded: boolean;
  /** Jobs that found no worker. */
  readonly refused: number;
}

export interface Wanted {
  readonly workers: number;
  readonly slots: number;
  readonly why: string;
}

/** Returns how many workers a pool should have, within its bounds and in steps, and a sentence that says why. */
export function wantedOf(pool: Pool, demand: Demand): Wanted {
  const { slots, refused, by, recorded, workers, usable, expected, draining } = demand;
  const needed = Math.ceil(slots) + refused;
  const withSpare = Math.ceil(needed + (needed * pool.sparePercent) / 100);
  const perWorker = pool.slotsPerWorker ?? (workers > 0 && usable > 0 ? usable / workers : 1);
  const wished = Math.ceil(withSpare / perWorker);
  const [target] = withinBounds(wished, pool);
  const [stepped, step] = inSteps(target, workers, recorded);
  const [bounded, bound] = withinBounds(stepped === target ? wished : stepped, pool);
  const parts = [
    `${counted(Math.ceil(slots), 'slot')} ${by === null ? 'used now' : `by ${timeOf(by)} at 95 %`}`,
    ...(refused > 0 ? [`${refused} for refused claims`] : []),
    ...(pool.sparePercent > 0 ? [`${pool.sparePercent} % spare`] : []),
  ];
  const moving = [
    ...(expected > 0 ? [`${expected} on the way`] : []),
    ...(draining > 0 ? [`${draining} leaving`] : []),
  ];
  const limits = [step, bound].filter((each) => each !== undefined);
  const why = [
    `${counted(bounded, 'worker')}: ${parts.join(', ')}`,
    ...(moving.length > 0 ? [moving.join(', ')] : []),
    ...limits,
  ].join('; ');
  return { workers: bounded, slots: withSpare, why };
}

function inSteps(wished: number, workers: number, recorded: boolean): readonly [number, string | undefined] {
  const most = Math.max(MOST_TIMES * workers, workers + MOST_MORE);
  if (wished > most) return [most, `${wished} in the end, in steps of at most twice the workers`];
  if (wished < workers && !recorded)
    return [workers, `not fewer than now: the forecast has no record of errors yet`];
  const least = workers - Math.max(1, Math.floor(MOST_LESS * workers));
  if (wished < least)
    return [least, `${wished} in the end, in steps of at most a fifth of the workers, or one`];
  return [wished, undefined];
}

function withinBounds(
  workers: number,
  { minWorkers, maxWorkers = Infinity }: Pool,
): readonly [number, string | undefined] {
  if (workers < minWorkers) return [minWorkers, `not below the minimum of ${minWorkers}`];
  if (workers > maxWorkers) return [maxWorkers, `not above the maximum of ${maxWorkers}`];
  return [workers, undefined];
}

const timeOf = (at: Date): string => at.toISOString().slice(11, 16);
