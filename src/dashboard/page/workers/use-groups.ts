import { read } from '../api/client.js';
import type { GroupCounts, WorkerGroups } from '../api/types.js';
import { useReading, type Reading } from '../live/use-reading.js';

/** The service shares counts between its callers, for longer in a large fleet. */
const POLL_MS = 10_000;

/** Counts the workers in groups. @param filters the query of the list */
export function useGroups(by: string, filters = '', pollMs = POLL_MS): Reading<WorkerGroups> {
  const path = `/stats?by=${by}${filters === '' ? '' : `&${filters}`}`;
  return useReading<WorkerGroups>(path, (signal) => read(path, signal), {
    concerns: ({ type }) => !type.startsWith('job-'),
    pollMs,
  });
}

/** Sums a figure over all groups. */
export const sumOf = ({ groups, otherGroups }: WorkerGroups, figure: keyof GroupCounts): number =>
  groups.reduce((sum, group) => sum + group[figure], otherGroups?.[figure] ?? 0);
