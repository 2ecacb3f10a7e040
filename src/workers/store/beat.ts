import type { ReportedStatus } from '../worker.js';

/** What one heartbeat reports; what is undefined stays as it was. */
export interface Beat {
  readonly id: string;
  readonly bootId?: string | undefined;
  readonly incarnation?: number | undefined;
  readonly status?: ReportedStatus | undefined;
  readonly message?: string | undefined;
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly cpuUsage?: number | undefined;
  readonly memoryUsage?: number | undefined;
  readonly errorCount?: number | undefined;
  readonly eventLoopLagMs?: number | undefined;
  /** Revoked jobs that it has stopped. */
  readonly droppedJobs?: readonly string[] | undefined;
  /** Heartbeats that were merged into this one, itself included. */
  readonly count: number;
  /** Whether the answer shows the worker; a batch does not. */
  readonly shown: boolean;
}
