import type { WorkerGroup } from '../api/types.js';
import { naturally } from '../words/numbers.js';

/** Versions with a colour of their own; the rest share one. */
const MOST_COLOURS = 5;

export interface VersionShare {
  /** Null for workers without a version. */
  readonly version: string | null;
  readonly workers: number;
  readonly tone: `cat-${number}` | 'gone';
}

const textOf = (group: WorkerGroup, name: string): string | null => group.key[name] as string | null;

const present = ({ present, expected }: WorkerGroup): number => present + expected;

/** Sums the groups by version, the newest first, each with its colour. */
export function versionsOf(groups: readonly WorkerGroup[]): VersionShare[] {
  const sums = new Map<string | null, number>();
  for (const group of groups) {
    const version = textOf(group, 'version');
    sums.set(version, (sums.get(version) ?? 0) + present(group));
  }
  const entries = [...sums].filter(([, workers]) => workers > 0);
  const coloured = new Set(
    [...entries]
      .filter(([version]) => version !== null)
      .sort(([, left], [, right]) => right - left)
      .slice(0, MOST_COLOURS)
      .map(([version]) => version),
  );
  let colour = 0;
  return entries
    .sort(([left], [right]) => naturally(right ?? '', left ?? ''))
    .map(([version, workers]) => ({
      version,
      workers,
      tone: coloured.has(version) ? (`cat-${(colour += 1)}` as const) : 'gone',
    }));
}

/** The workers of each version in each zone; zones in the order in which people count. */
export function zonesOf(groups: readonly WorkerGroup[]): [string | null, Map<string | null, number>][] {
  const zones = new Map<string | null, Map<string | null, number>>();
  for (const group of groups) {
    const zone = textOf(group, 'zone');
    const versions = zones.get(zone) ?? new Map<string | null, number>();
    if (present(group) > 0) zones.set(zone, versions.set(textOf(group, 'version'), present(group)));
  }
  return [...zones].sort(([left], [right]) => naturally(left ?? '\uffff', right ?? '\uffff'));
}
