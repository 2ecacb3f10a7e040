import { SLICE } from '../../platform/batch/batch.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { validationFailed, type FieldError } from '../../platform/errors/domain-error.js';
import type { WorkerNames } from '../../fleet/store/worker.store.js';
import type { HeartbeatItemDto } from './dto/heartbeat.dto.js';
import { mergeReports } from './merge-reports.js';

/**
 * Maximum number of processes of one worker in a slice, whose heartbeats are written one after another. A limit for the whole
 * batch would bound no more: each of its processes may occur in each slice.
 */
const MAX_PROCESSES = 100;

/** One heartbeat of a batch, or several of one process that are written as one. */
export interface MergedBeat {
  readonly report: HeartbeatItemDto;
  /** Positions in the batch of the heartbeats that it contains. */
  readonly indexes: number[];
  /** Jobs that any of them has dropped. */
  readonly droppedJobs: string[] | undefined;
  /** Dropped fields of the last one. */
  readonly faults: readonly FieldError[] | undefined;
}

/**
 * Merges heartbeats of a slice that are of one process, whichever of its names they carry. Those of another process of the same
 * worker go into another wave, because their fence is checked separately.
 */
export function wavesOfMerged(
  beats: readonly MergedBeat[],
  known: ReadonlyMap<string, WorkerNames>,
  refuse: (beat: MergedBeat, error: Error) => void,
): MergedBeat[][] {
  const idOf = ({ report }: MergedBeat): string => known.get(report.workerId)?.id ?? report.workerId;
  const merged = new Map<string, MergedBeat>();
  for (const beat of beats) {
    const life = lifeOf(idOf(beat), beat.report);
    const earlier = merged.get(life);
    merged.set(life, earlier === undefined ? beat : merge(earlier, beat));
  }
  const waves = wavesOf([...merged.values()], idOf);
  const more = waves.splice(MAX_PROCESSES).flat();
  if (more.length > 0) {
    const error = tooManyProcesses();
    for (const beat of more) refuse(beat, error);
  }
  return waves;
}

function tooManyProcesses(): Error {
  const within = `each ${SLICE.toLocaleString('en')} items`;
  const message = `A batch may hold up to ${MAX_PROCESSES} processes of one worker in ${within}`;
  return validationFailed([{ field: 'workerId', message }]);
}

/** No id or workerId looks like a list. */
const lifeOf = (id: string, { bootId, incarnation }: HeartbeatItemDto): string =>
  bootId === undefined && incarnation === undefined ? id : JSON.stringify([id, bootId, incarnation]);

/** Jobs are added to one list: joining lists at each repeat would take quadratic time. */
function merge(earlier: MergedBeat, { report, indexes, droppedJobs, faults }: MergedBeat): MergedBeat {
  for (const index of indexes) earlier.indexes.push(index);
  const all = earlier.droppedJobs ?? droppedJobs;
  if (all !== droppedJobs) for (const jobId of droppedJobs ?? []) all?.push(jobId);
  const before = { ...earlier.report, droppedJobs: undefined };
  return {
    report: mergeReports(before, report),
    indexes: earlier.indexes,
    droppedJobs: all,
    faults: faults ?? earlier.faults,
  };
}
