import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BatchesInHand } from '../platform/batch/batches-in-hand.js';

/**
 * Growth of the old generation, in percent of what is alive, after which V8 collects it while batches are processed. By default
 * V8 lets a heap of this size grow by half and more, so that a batch of 1 MiB could grow the process by 50 MiB of garbage.
 */
const BATCH_PERCENT = 15;

/**
 * Otherwise garbage of this size may wait: each collection delays heartbeats, and their p99 is three times as long if it is
 * frequent.
 */
const GARBAGE = 96 * 1024 * 1024;
const MAX_PERCENT = 150;
const LOOK_MS = 60_000;

/** How long memory is bounded after the last large body. */
const LASTING_MS = 10_000;

/** What bounds the heap of this process. */
export interface HeapControl {
  /** Bytes in use, including garbage. */
  used(): number;
  setGrowth(percent: number): void;
  collect(): void;
}

/**
 * Bounds the garbage of this process, and more narrowly while it has large batches in hand: then half as much garbage may
 * wait as bytes have arrived in batches that follow one another. A single batch grows the process little, and many pay for few
 * collections.
 */
export function boundHeapGarbage(batches: Pick<BatchesInHand, 'onLarge'>, heap = heapOfProcess()): void {
  let isBound = false;
  let received = 0;
  let ending: NodeJS.Timeout | undefined;
  const follow = (): void => {
    const garbage = isBound ? Math.min(received / 2, GARBAGE) : GARBAGE;
    heap.setGrowth(percentOf(garbage, heap.used()));
  };
  const endBound = (): void => {
    isBound = false;
    follow();
  };
  follow();
  setInterval(follow, LOOK_MS).unref();
  batches.onLarge((bodies, bytes) => {
    if (bodies === 0) {
      ending ??= setTimeout(endBound, LASTING_MS).unref();
      return;
    }
    clearTimeout(ending);
    ending = undefined;
    const wasBound = isBound;
    isBound = true;
    received = wasBound ? received + bytes : bytes;
    follow();
    // The flag counts from the next collection on: the one before may have left room for a lot of garbage.
    if (!wasBound) heap.collect();
  });
}

const percentOf = (garbage: number, used: number): number =>
  Math.round(Math.min(Math.max((100 * garbage) / used, BATCH_PERCENT), MAX_PERCENT));

function heapOfProcess(): HeapControl {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return {
    used: () => getHeapStatistics().used_heap_size,
    setGrowth: (percent) => setFlagsFromString(`--heap-growing-percent=${percent}`),
    collect,
  };
}
