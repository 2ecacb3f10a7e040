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

/** How long memory is bounded after the last large body: batches that follow one another pay for one collection. */
const LASTING_MS = 10_000;

/** What bounds the heap of this process. */
export interface HeapControl {
  setGrowth(percent: number): void;
  collect(): void;
}

/** Bounds the garbage of this process, and more narrowly while it has large batches in hand. */
export function boundHeapGarbage(batches: Pick<BatchesInHand, 'onLarge'>, heap = heapOfProcess()): void {
  let isBound = false;
  let ending: NodeJS.Timeout | undefined;
  const follow = (): void => {
    if (!isBound) heap.setGrowth(usualPercent());
  };
  const endBound = (): void => {
    isBound = false;
    follow();
  };
  follow();
  setInterval(follow, LOOK_MS).unref();
  batches.onLarge((bodies) => {
    if (bodies === 0) {
      ending ??= setTimeout(endBound, LASTING_MS).unref();
      return;
    }
    clearTimeout(ending);
    ending = undefined;
    if (isBound) return;
    isBound = true;
    heap.setGrowth(BATCH_PERCENT);
    // The flag counts from the next collection on: the one before may have left room for a lot of garbage.
    heap.collect();
  });
}

function usualPercent(): number {
  const percent = (100 * GARBAGE) / getHeapStatistics().used_heap_size;
  return Math.round(Math.min(Math.max(percent, BATCH_PERCENT), MAX_PERCENT));
}

function heapOfProcess(): HeapControl {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return { setGrowth: (percent) => setFlagsFromString(`--heap-growing-percent=${percent}`), collect };
}
