import { fc } from '../support/chances.js';

/** What is sent beside single heartbeats. */
const LOADS = ['nothing', 'batches', 'sessions', 'registrations', 'claims'] as const;
export type LoadKind = (typeof LOADS)[number];

/** One run: what is sent, and when the fault strikes. */
export interface Plan {
  readonly seed: number;
  readonly load: LoadKind;
  /** Number of clients that send it. */
  readonly clients: number;
  readonly strikesAfterMs: number;
}

/** Five seeds in a row have each load once; Patroni checks its cluster every five seconds. */
export function planOf(seed: number): Plan {
  const drawn = fc.record({
    clients: fc.integer({ min: 1, max: 10 }),
    strikesAfterMs: fc.integer({ min: 0, max: 5000 }),
  });
  return { seed, load: LOADS[seed % LOADS.length]!, ...fc.sample(drawn, { seed, numRuns: 1 })[0]! };
}
