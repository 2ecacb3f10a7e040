import type { HeartbeatItemDto } from './dto/heartbeat.dto.js';

/** One heartbeat of a batch, or several of one process that are written as one. */
export interface MergedBeat {
  readonly told: HeartbeatItemDto;
  /** Places in the batch of the heartbeats that it stands for. */
  readonly indexes: number[];
}

/** The later heartbeat over the earlier one, as if they had been taken one by one. */
export function mergeBeats(earlier: MergedBeat, { told, indexes }: MergedBeat): MergedBeat {
  const merged = { ...earlier.told, ...told };
  // Jobs told anew without free slots make those told before outdated.
  if (told.currentJobCount !== undefined && told.availableCapacity === undefined)
    delete merged.availableCapacity;
  const dropped = [...(earlier.told.droppedJobs ?? []), ...(told.droppedJobs ?? [])];
  if (dropped.length > 0) merged.droppedJobs = dropped;
  earlier.indexes.push(...indexes);
  return { told: merged, indexes: earlier.indexes };
}
