/** `new` before a start; `stopped` after a stop, or a start that failed. */
export type AgentState =
  | 'new'
  | 'starting'
  | 'registered'
  | 'stopping'
  | 'stopped'
  | 'superseded'
  | 'deregistered';

export interface StopOptions {
  /** Waits until the jobs in hand are done. Without it their signals are aborted. */
  readonly drain?: boolean;
  /** Goes into the journal. */
  readonly reason?: string;
  /** How long a drain waits for jobs before their signals are aborted; for ever where left out. */
  readonly timeoutMs?: number;
  /** Cuts a drain short. */
  readonly signal?: AbortSignal;
}

/** What a stop came to. */
export interface Stopped {
  /** Whether the service knows: it may have been away. Its lease ends in any case. */
  readonly deregistered: boolean;
  /** Jobs whose functions had not ended. */
  readonly abandonedJobs: readonly string[];
}
