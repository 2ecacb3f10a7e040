import { useMemo } from 'preact/hooks';
import { read } from '../api/client.js';
import type { WorkerGroups } from '../api/types.js';
import { versionsOf } from '../groups/version-shares.js';
import { useReading, type Reading } from '../live/use-reading.js';
import { sumOf } from '../workers/use-groups.js';
import {
  groupsOf,
  groupsOfCounts,
  MAP_FIELDS,
  type CellGroup,
  type ColourBy,
  type GroupedBy,
  type MapWorker,
} from './cells.js';

/** Larger fleets are drawn from counts: a cell stands for several workers. */
export const MOST_WORKERS = 5000;
const PAGE = 1000;
const POLL_MS = 5000;
/** Those that have left are no part of the fleet. */
const SHOWN = 'presence=PRESENT,EXPECTED,LOST';

type Known = { readonly versions: WorkerGroups } & (
  | { readonly workers: MapWorker[] }
  | { readonly counts: WorkerGroups }
);

export interface FleetMap {
  readonly groups: readonly CellGroup[];
  readonly versions: ReturnType<typeof versionsOf>;
  /** Workers that a cell stands for. */
  readonly each: number;
  /** What a large fleet is grouped by, which is not by tag. */
  readonly by: GroupedBy;
}

/** Reads the fleet for the map. */
export function useMap(by: GroupedBy, colour: ColourBy): Reading<FleetMap> {
  const countedBy = by === 'host' ? 'host' : 'zone';
  const reading = useReading<Known>(
    `map ${countedBy}`,
    async (signal) => {
      const versions = await read<WorkerGroups>(`/stats?by=zone,version&${SHOWN}`, signal);
      if (sumOf(versions, 'workers') <= MOST_WORKERS) return { versions, workers: await allWorkers(signal) };
      const counts =
        countedBy === 'zone' ? versions : await read<WorkerGroups>(`/stats?by=host,version&${SHOWN}`, signal);
      return { versions, counts };
    },
    { concerns: () => false, pollMs: POLL_MS },
  );
  const { data } = reading;
  const map = useMemo((): FleetMap | undefined => {
    if (data === undefined) return undefined;
    const versions = versionsOf(data.versions.groups);
    const colours = new Map(versions.map(({ version, tone }) => [version, `--${tone}`]));
    if ('workers' in data)
      return { groups: groupsOf(data.workers, by, colour, colours), versions, each: 1, by };
    const each = Math.ceil(sumOf(data.counts, 'workers') / MOST_WORKERS);
    const groups = groupsOfCounts(data.counts, countedBy, colour, colours, each);
    return { groups, versions, each, by: countedBy };
  }, [data, by, colour, countedBy]);
  return { ...reading, data: map };
}

async function allWorkers(signal: AbortSignal): Promise<MapWorker[]> {
  const found: MapWorker[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { workers: MapWorker[]; nextCursor: string | null } = await read(
      `?${SHOWN}&fields=${MAP_FIELDS}&limit=${PAGE}${after}`,
      signal,
    );
    found.push(...page.workers);
    cursor = page.nextCursor;
  }
  return found;
}
