import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BatchesInHand } from '../platform/batch/batches-in-hand.js';

/**
 * Growth of the old generation, in percent of what is alive, after which V8 collects it while batches are processed. By default
 * V8 lets a heap of this size grow by half and more, so that a batch of 1 MiB could grow the process by 50 MiB of garbage.
 */
const BATCH_PERCENT = 10;

/**
 * Otherwise garbage of this size may wait: each collection delays heartbeats, and their p99 is three times as long if it is
 * frequent.
 */
const GARBAGE = 96 * 1024 * 1024;
const MAX_PERCENT = 150;
const LOOK_MS = 60_000;

/** How long memory is bounded after the last large body. */
const LASTING_MS = 10_000;

/**
 * A body of this size is worth a collection at once, if this much less garbage may wait than before. Smaller ones may arrive now
 * and then for ever, as batches of gateways, and leave little.
 */
const COLLECTED_FOR = 1024 * 1024;
const NARROWER = 16 * 1024 * 1024;

/** Bytes of values that have become garbage in the young generation: large texts wait long for a collection of their own. */
const YOUNG_GARBAGE = 1024 * 1024;

/** What bounds the heap of this process. */
export interface HeapControl {
  /** Bytes in use, including garbage. */
  used(): number;
  setGrowth(percent: number): void;
  collect(): void;
  collectYoung(): void;
}

/**
 * Bounds the garbage of this process, and more narrowly while it has large batches in hand: then as much garbage may wait as
 * their bodies have bytes, so that none grows the process by more than three times its size.
 */
export function boundHeapGarbage(batches: Pick<BatchesInHand, 'onLarge'>, heap = heapOfProcess()): void {
  let inHand: number | undefined;
  let ending: NodeJS.Timeout | undefined;
  /** The most garbage that may wait until the next collection. */
  let room = GARBAGE;
  let young = 0;
  const follow = (): void => {
    const garbage = Math.min(inHand ?? GARBAGE, GARBAGE);
    heap.setGrowth(percentOf(garbage, heap.used()));
    // The flag counts from the next collection on.
    const isNarrower = garbage >= COLLECTED_FOR && garbage < room - NARROWER;
    if (isNarrower) heap.collect();
    room = isNarrower ? garbage : Math.max(room, garbage);
  };
  const endBound = (): void => {
    inHand = undefined;
    follow();
  };
  follow();
  setInterval(follow, LOOK_MS).unref();
  batches.onLarge({
    change: (bytes) => {
      if (bytes === 0) {
        ending ??= setTimeout(endBound, LASTING_MS).unref();
        return;
      }
      clearTimeout(ending);
      ending = undefined;
      inHand = bytes;
      follow();
    },
    discard: (bytes) => {
      young += bytes;
      if (young < YOUNG_GARBAGE) return;
      young = 0;
      heap.collectYoung();
    },
  });
}

const percentOf = (garbage: number, used: number): number =>
  Math.round(Math.min(Math.max((100 * garbage) / used, BATCH_PERCENT), MAX_PERCENT));

function heapOfProcess(): HeapControl {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
  setFlagsFromString('--no-expose-gc');
  return {
    used: () => getHeapStatistics().used_heap_size,
    setGrowth: (percent) => setFlagsFromString(`--heap-growing-percent=${percent}`),
    collect: () => collect(),
    collectYoung: () => collect({ type: 'minor' }),
  };
}
