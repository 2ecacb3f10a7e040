import type { ReconnectPolicy } from '../fleet/worker.js';

/**
 * How a worker has answered so far, which decides about the slots of its probes: `quick` if it answers immediately,
 * whether it accepts or refuses; `slow` if it once did not; `new` before the first probe.
 */
export const LANES = ['new', 'quick', 'slow'] as const;
export type Lane = (typeof LANES)[number];

/** A worker that this instance has claimed. */
export interface Target {
  readonly id: string;
  readonly workerId: string;
  /** Of the description that these values come from. */
  readonly revision: number;
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Path of an HTTP probe; null for a TCP connection only. */
  readonly healthPath: string | null;
  readonly reconnect: ReconnectPolicy | null;
  /** Consecutive probes that did not reach it. */
  readonly failures: number;
  readonly lane: Lane;
  /** The actor for the journal; undefined for the service itself. */
  readonly actor?: string | undefined;
}

export type ProbeKind = 'tcp' | 'http';

/** The result of probing one worker. */
export type Answer =
  | { readonly outcome: 'reached'; readonly how: ProbeKind; readonly address: string }
  | {
      readonly outcome: 'failed';
      readonly how: ProbeKind;
      /** The probed address; null if none was found. */
      readonly address: string | null;
      readonly reason: string;
      /** Whether there was no answer at all within the limit. */
      readonly timedOut: boolean;
      /** Whether every address refused the connection: no process listens there. */
      readonly nobodyListens: boolean;
    }
  | { readonly outcome: 'refused'; readonly address: string; readonly reason: string }
  /** The service is stopping. */
  | { readonly outcome: 'stopped' };
