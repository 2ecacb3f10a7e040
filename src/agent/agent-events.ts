/** Values that the program reports in addition to what the agent measures. Omitted values keep their last report. */
export interface Report {
  /** Overrides the default: BUSY with jobs, ACTIVE without. */
  readonly status?: 'ACTIVE' | 'IDLE' | 'BUSY' | 'MAINTENANCE' | 'ERROR';
  /** Free-text message for operators, up to 1,000 characters. */
  readonly message?: string;
  /** Errors since the process started. */
  readonly errorCount?: number;
}

/** A registration that the service accepted. */
export interface Registered {
  /** Server-assigned id; stable across restarts. */
  readonly id: string;
  /** `created`, `refreshed`, `resumed`, `restarted` or `replaced`. */
  readonly outcome: string;
  /** Time of the first registration, by the service's clock. */
  readonly registeredAt: string;
  /** Jobs of the previous process that the service released. */
  readonly releasedJobs: readonly string[];
  /** What the service warns about in the description. */
  readonly warnings: readonly string[];
}

/** Something failed. The agent continues by itself. */
export interface Problem {
  readonly message: string;
  /** One of docs/errors.md; `unreachable`, `state_file`, `listener` or `thread` if no server was involved. */
  readonly code: string;
  readonly remedy?: string;
}

/** The events of an agent and the arguments of their listeners. */
export interface AgentEvents {
  registered: [Registered];
  /**
   * A heartbeat was accepted. The next one is sent after this interval, in milliseconds. The warnings name what the
   * service dropped from it.
   */
  heartbeat: [
    {
      readonly intervalMs: number;
      readonly warnings: readonly string[];
      readonly via: 'session' | 'http';
    },
  ];
  problem: [Problem];
  /** The lease could not be renewed and expires in `leftMs` milliseconds: stop jobs that must not run twice. */
  'lease-lost': [{ readonly leftMs: number }];
  'lease-regained': [Record<string, never>];
  /** An operator ordered a drain: finish the running jobs and accept no more. */
  drain: [Record<string, never>];
  /** An operator ordered maintenance: accept no jobs. */
  maintenance: [Record<string, never>];
  /** No order applies any longer. */
  activate: [Record<string, never>];
  /** The worker was ordered to leave after its jobs, and has left; `deregistered` follows. */
  stop: [Record<string, never>];
  /** A job was revoked; the signal of the function that runs it was aborted. */
  'job-revoked': [{ readonly jobId: string }];
  /** Another process has taken over this worker. The agent has stopped. */
  superseded: [{ readonly message: string }];
  /** The worker was deregistered, or its credentials were revoked. The agent has stopped. */
  deregistered: [{ readonly message: string }];
}
