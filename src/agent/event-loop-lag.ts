/** How often the program's event loop records that it turns. */
const TICK_MS = 250;

/**
 * Slots in the memory that both threads share: the time of the last turn, and the worst delay that was not read yet.
 */
const LAST_TURN = 0;
const WORST_DELAY = 1;

/**
 * The same clock in all threads of a process, unlike `performance.now()`, which counts from the start of its thread.
 */
const nowMs = (): bigint => process.hrtime.bigint() / 1_000_000n;

export const sharedLag = (): SharedArrayBuffer => {
  const memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
  new BigInt64Array(memory)[LAST_TURN] = nowMs();
  return memory;
};

/** Records the time of each turn, in the program's thread. @returns a function that stops it */
export function showTurns(memory: SharedArrayBuffer): () => void {
  const cells = new BigInt64Array(memory);
  const turn = (): void => {
    const now = nowMs();
    const delay = now - Atomics.exchange(cells, LAST_TURN, now) - BigInt(TICK_MS);
    if (delay > Atomics.load(cells, WORST_DELAY)) Atomics.store(cells, WORST_DELAY, delay);
  };
  Atomics.store(cells, LAST_TURN, nowMs());
  const timer = setInterval(turn, TICK_MS).unref();
  return () => clearInterval(timer);
}

/**
 * Returns the worst delay of the program's event loop since the last read, in milliseconds, in the other thread. A
 * turn that is overdue now counts too, so that a blocked loop is visible while it is blocked.
 */
export function readLag(memory: SharedArrayBuffer): number {
  const cells = new BigInt64Array(memory);
  const overdue = nowMs() - Atomics.load(cells, LAST_TURN) - BigInt(TICK_MS);
  const worst = Atomics.exchange(cells, WORST_DELAY, 0n);
  return Number(overdue > worst ? overdue : worst);
}
