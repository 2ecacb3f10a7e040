interface Report {
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly droppedJobs?: readonly string[] | undefined;
}

/** The later heartbeat over the earlier one, as if they had been taken one by one. */
export function mergeReports<T extends Report>(earlier: T, later: T): T {
  const dropped = [...(earlier.droppedJobs ?? []), ...(later.droppedJobs ?? [])];
  // Jobs told anew without free slots make those told before outdated.
  const outdated = later.currentJobCount !== undefined && later.availableCapacity === undefined;
  return {
    ...earlier,
    ...later,
    ...(outdated && { availableCapacity: undefined }),
    ...(dropped.length > 0 && { droppedJobs: dropped }),
  };
}
