import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BatchesInHand } from '../platform/batch/batches-in-hand.js';

/**
 * Growth of the old generation, in percent of what is alive, after which V8 collects it while batches are processed. By default
 * V8 lets a heap of this size grow by half and more, so that a batch of 1 MiB could grow the process by 50 MiB of garbage.
 */
const BATCH_PERCENT = 15;

/** Otherwise garbage of this size may wait: each collection delays heartbeats, and their p99 is three times as long if it is frequent. */
const GARBAGE = 96 * 1024 * 1024;
const MAX_PERCENT = 150;
const LOOK_MS = 60_000;

/** Bodies that are in memory together and are smaller leave little garbage. */
const LARGE = 256 * 1024;

/** How long memory is bounded after the last large body: batches that follow one another pay for one collection. */
const LASTING_MS = 10_000;

/** Bounds the garbage of this process, and that of batches more narrowly. */
export function boundHeapGarbage(batches: BatchesInHand): void {
  const collect = garbageCollector();
  let lasting: NodeJS.Timeout | undefined;
  const follow = (): void => {
    if (lasting === undefined) setGrowth(usualPercent());
  };
  const endBound = (): void => {
    lasting = undefined;
    follow();
  };
  follow();
  setInterval(follow, LOOK_MS).unref();
  batches.onReserve((bytes) => {
    if (bytes < LARGE) return;
    if (lasting !== undefined) {
      lasting.refresh();
      return;
    }
    lasting = setTimeout(endBound, LASTING_MS).unref();
    setGrowth(BATCH_PERCENT);
    // The flag counts from the next collection on: the one before may have left room for a lot of garbage.
    collect();
  });
}

function usualPercent(): number {
  const percent = (100 * GARBAGE) / getHeapStatistics().used_heap_size;
  return Math.round(Math.min(Math.max(percent, BATCH_PERCENT), MAX_PERCENT));
}

const setGrowth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
