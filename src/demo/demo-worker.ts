/** A worker of the demo, as the scheduler and the story use it. */
export interface DemoWorker {
  readonly workerId: string;
  readonly zone: string;
  /** Whether its process is running. */
  readonly runs: boolean;
  /** Starts its process; resolves when it is registered, or has ended before that. */
  startWorker(): Promise<void>;
  /** Ends its process without notice, and everything that it was doing. */
  crashWorker(): void;
  /** Works on a job for `ms`, and ends it. @returns whether it begins to */
  takeJob(jobId: string, ms: number): Promise<boolean>;
}

/** The callbacks of a worker. */
export interface DemoWorkerCallbacks {
  registered(worker: DemoWorker, outcome: string): void;
}
