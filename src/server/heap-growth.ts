import { setFlagsFromString } from 'node:v8';

/**
 * Growth of the old generation, in percent of what is alive, after which V8 collects it. By default V8 lets a heap of
 * this size grow by half and more, so that a batch of 1 MiB could grow the process by 50 MiB of garbage.
 */
const GROWTH_PERCENT = 15;

/** Bounds the garbage that the process keeps. */
export function boundHeapGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
