interface Report {
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly droppedJobs?: readonly string[] | undefined;
}

/** The later heartbeat over the earlier one, as if they had been taken one by one. */
export function mergeReports<T extends Report>(earlier: T, later: T): T {
  const merged = { ...earlier } as Record<string, unknown>;
  for (const [name, told] of Object.entries(later)) if (told !== undefined) merged[name] = told;
  // Jobs told anew without free slots make those told before outdated.
  if (later.currentJobCount !== undefined && later.availableCapacity === undefined)
    merged['availableCapacity'] = undefined;
  if (earlier.droppedJobs !== undefined && later.droppedJobs !== undefined)
    merged['droppedJobs'] = [...earlier.droppedJobs, ...later.droppedJobs];
  return merged as T;
}
