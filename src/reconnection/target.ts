import type { ReconnectPolicy } from '../fleet/worker.js';

/**
 * How a worker has answered so far, and so which slots its probes take: `quick` where it answers at once, with yes or
 * with no; `slow` where it once did not; `new` before the first probe.
 */
export const LANES = ['new', 'quick', 'slow'] as const;
export type Lane = (typeof LANES)[number];

/** A worker that is ours to dial. */
export interface Target {
  readonly id: string;
  readonly workerId: string;
  /** Of the description that these values come from. */
  readonly revision: number;
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Where it is asked by HTTP; by a TCP connection alone where null. */
  readonly healthPath: string | null;
  readonly reconnect: ReconnectPolicy | null;
  /** Probes in a row that did not reach it. */
  readonly failures: number;
  readonly lane: Lane;
  /** Who asked for the probe, for the journal; undefined for the service itself. */
  readonly actor?: string | undefined;
}

export type ProbeKind = 'tcp' | 'http';

/** What came of dialling one worker. */
export type Answer =
  | { readonly outcome: 'reached'; readonly how: ProbeKind; readonly address: string }
  | {
      readonly outcome: 'failed';
      readonly how: ProbeKind;
      /** The address that was dialled; null where there was none to be found. */
      readonly address: string | null;
      readonly reason: string;
      /** Whether there was no answer at all within the limit. */
      readonly timedOut: boolean;
    }
  | { readonly outcome: 'refused'; readonly address: string; readonly reason: string }
  /** The service stops. */
  | { readonly outcome: 'stopped' };
