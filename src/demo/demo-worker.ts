/** A worker of the demo, as the scheduler and the story see it. */
export interface DemoWorker {
  readonly workerId: string;
  readonly zone: string;
  /** Whether there is a process of it. */
  readonly runs: boolean;
  /** Its process begins; resolves when it is registered, or when it is over before that. */
  begin(): Promise<void>;
  /** Its process is gone without a word, and with it what it was doing. */
  crash(): void;
  /** Works on a job for so long, and ends it. @returns whether it begins to */
  take(jobId: string, ms: number): Promise<boolean>;
}

/** What a worker tells of itself. */
export interface WorkerTold {
  registered(worker: DemoWorker, outcome: string): void;
}
