interface Report {
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly droppedJobs?: readonly string[] | undefined;
}

/** Merges a later heartbeat into an earlier one, as if they had been accepted one by one. */
export function mergeReports<T extends Report>(earlier: T, later: T): T {
  const merged = { ...earlier } as Record<string, unknown>;
  for (const [name, told] of Object.entries(later)) if (told !== undefined) merged[name] = told;
  // New jobs without free slots make the earlier free slots outdated.
  if (later.currentJobCount !== undefined && later.availableCapacity === undefined)
    merged['availableCapacity'] = undefined;
  if (earlier.droppedJobs !== undefined && later.droppedJobs !== undefined)
    merged['droppedJobs'] = [...earlier.droppedJobs, ...later.droppedJobs];
  return merged as T;
}
