/** What a worker says of itself, besides what the agent finds out. What is left out stays as it was. */
export interface Report {
  /** In place of BUSY with jobs and ACTIVE without. */
  readonly status?: 'ACTIVE' | 'IDLE' | 'BUSY' | 'MAINTENANCE' | 'ERROR';
  /** A word to people, 1,000 characters at the most. */
  readonly message?: string;
  /** Errors since the process started. */
  readonly errorCount?: number;
}

/** A registration that was taken. */
export interface Registered {
  /** The name that the service gave the worker; the same through all restarts. */
  readonly id: string;
  /** `created`, `refreshed`, `resumed`, `restarted` or `replaced`. */
  readonly outcome: string;
  /** When it registered first, by the service's clock. */
  readonly registeredAt: string;
  /** Jobs that were taken from the worker, as its process before this one ran them. */
  readonly releasedJobs: readonly string[];
  /** What the service found odd about the description. */
  readonly warnings: readonly string[];
}

/** Something went wrong. The agent goes on by itself. */
export interface Problem {
  readonly message: string;
  /** Of docs/errors.md; `unreachable`, `state_file`, `listener` or `thread` for what no server answered. */
  readonly code: string;
  readonly remedy?: string;
}

/** The events of an agent and what their listeners get. */
export interface AgentEvents {
  registered: [Registered];
  /** A heartbeat was taken. The next one is sent after the interval, in milliseconds. */
  heartbeat: [{ readonly intervalMs: number }];
  problem: [Problem];
  /** The lease could not be renewed and ends in so many milliseconds: jobs are to be stopped before. */
  'lease-lost': [{ readonly leftMs: number }];
  'lease-regained': [Record<string, never>];
  /** Asked to finish the jobs in hand and take no more. */
  drain: [Record<string, never>];
  /** Asked to rest. */
  maintenance: [Record<string, never>];
  /** Nothing of the kind is asked any more. */
  activate: [Record<string, never>];
  /** It was asked to leave when its jobs are done, and has left; `deregistered` follows. */
  stop: [Record<string, never>];
  /** A job was taken from the worker; the signal of the function that runs it was aborted. */
  'job-revoked': [{ readonly jobId: string }];
  /** Another process is this worker now. The agent has stopped. */
  superseded: [{ readonly message: string }];
  /** The worker was deregistered by somebody else, or its credentials were revoked. The agent has stopped. */
  deregistered: [{ readonly message: string }];
}
