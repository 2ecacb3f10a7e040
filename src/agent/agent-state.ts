/** `new` before a start; `stopped` after a stop or a failed start. */
export type AgentState =
  | 'new'
  | 'starting'
  | 'registered'
  | 'stopping'
  | 'stopped'
  | 'superseded'
  | 'deregistered';

export interface StopOptions {
  /** Waits until the running jobs are done. Otherwise their signals are aborted. */
  readonly drain?: boolean;
  /** Recorded in the journal. */
  readonly reason?: string;
  /** How long a drain waits for jobs before it aborts their signals; without limit by default. */
  readonly timeoutMs?: number;
  /** Cuts a drain short. */
  readonly signal?: AbortSignal;
}

/** The result of a stop. */
export interface Stopped {
  /** Whether the service confirmed it. If not, the lease expires by itself. */
  readonly deregistered: boolean;
  /** Jobs whose functions were still running. */
  readonly abandonedJobs: readonly string[];
}
