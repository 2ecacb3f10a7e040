import type { Report } from './agent-events.js';
import type { Meaning } from './protocol.js';
import type { HeartbeatReply } from './replies.js';

/** The body of each heartbeat. */
export interface BeatBody extends Report {
  readonly currentJobCount?: number;
  readonly cpuUsage: number;
  readonly memoryUsage: number;
  readonly eventLoopLagMs: number;
  readonly droppedJobs: readonly string[];
}

/** The answer to a heartbeat, the same over each way. */
export type BeatAnswer =
  | { readonly kind: 'taken'; readonly reply: HeartbeatReply }
  | Exclude<Meaning, { readonly kind: 'done' }>;

/** A way by which heartbeats reach the service. */
export interface BeatWay {
  readonly name: 'session' | 'http';
  /** Sends one heartbeat. @returns undefined if it must take the next way */
  sendBeat(body: BeatBody): Promise<BeatAnswer | undefined>;
}
