import type { Caller } from '../../../identity/access/caller.js';
import { scopeParameter } from '../../../identity/access/worker-scope.js';
import type { ReportedStatus } from '../../../fleet/worker.js';

/** Report of one heartbeat; undefined fields keep their value. */
export interface Beat {
  readonly id: string;
  readonly bootId?: string | undefined;
  readonly incarnation?: number | undefined;
  /** Whether a token proves the incarnation; otherwise it is only stated. */
  readonly proved?: boolean | undefined;
  readonly status?: ReportedStatus | undefined;
  readonly message?: string | undefined;
  readonly currentJobCount?: number | undefined;
  readonly availableCapacity?: number | undefined;
  readonly cpuUsage?: number | undefined;
  readonly memoryUsage?: number | undefined;
  readonly errorCount?: number | undefined;
  readonly eventLoopLagMs?: number | undefined;
  /** Revoked jobs that the worker has stopped. */
  readonly droppedJobs?: readonly string[] | undefined;
  /** Number of heartbeats merged into this one, itself included. */
  readonly count: number;
  /** Number of earlier heartbeats that were answered without a write, and are counted with this one. */
  readonly unwritten?: number | undefined;
  /** The worst lateness among those, in seconds. */
  readonly unwrittenLate?: number | undefined;
  /** How late it is, in seconds, if this instance knows that better than the row. */
  readonly late?: number | undefined;
  /** Whether the answer shows the worker; undefined if it belongs to a batch, which shows none. */
  readonly shown: boolean | undefined;
  /** The scope of the caller, for `is_in_scope`; undefined for the whole fleet. */
  readonly scope?: string | undefined;
  /** The sender, for the journal. */
  readonly by?: Caller | undefined;
}

/** Returns the report of a heartbeat body. */
type Report = Omit<
  Beat,
  'id' | 'proved' | 'count' | 'unwritten' | 'unwrittenLate' | 'late' | 'shown' | 'scope' | 'by'
>;

/**
 * Field by field: all heartbeats then have one shape, and V8 reads them several times as fast as copies of
 * bodies.
 */
export function beatOf(
  report: Report,
  id: string,
  { count, shown, by }: Pick<Beat, 'count' | 'shown' | 'by'>,
  droppedJobs = report.droppedJobs,
  { incarnation, proved }: Pick<Beat, 'incarnation' | 'proved'> = { incarnation: report.incarnation },
): Beat {
  return {
    id,
    bootId: report.bootId,
    incarnation,
    proved: proved ?? false,
    status: report.status,
    message: report.message,
    currentJobCount: report.currentJobCount,
    availableCapacity: report.availableCapacity,
    cpuUsage: report.cpuUsage,
    memoryUsage: report.memoryUsage,
    errorCount: report.errorCount,
    eventLoopLagMs: report.eventLoopLagMs,
    droppedJobs,
    count,
    unwritten: undefined,
    unwrittenLate: undefined,
    late: undefined,
    shown,
    scope: (by && scopeParameter(by)) ?? undefined,
    by,
  };
}
