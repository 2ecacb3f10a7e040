/** Operations in the API's responses. */

export interface Operation {
  id: string;
  kind: string;
  state: 'running' | 'paused' | 'finished' | 'cancelled' | 'expired';
  reason: string;
  actor: string;
  deadline: string | null;
  maxUnavailable: number | null;
  undoes: string | null;
  undoneBy: string | null;
  progress: {
    total: number;
    pending: number;
    underWay: number;
    done: number;
    skipped: number;
    failed: number;
  };
  waitingFor: string | null;
  createdAt: string;
  stateSince: string;
}

/** A worker of an operation. */
export interface OperationWorker {
  readonly id: string;
  readonly workerId: string;
  readonly step: string;
  readonly why: string | null;
}

/** An operation with its workers. */
export interface OperationDetail extends Operation {
  readonly left: readonly OperationWorker[];
  readonly done?: readonly OperationWorker[] | undefined;
}

export interface OperationPage {
  operations: Operation[];
  nextCursor: string | null;
}

/** What an operation would do. */
export interface Preview {
  message: string;
  total: number;
  affected: number;
  skipped: number;
  jobs: number;
  maxUnavailable: number | null;
  zones: {
    zone: string | null;
    affected: number;
    jobs: number;
    usableWorkers: number;
    usableWorkersLeft: number;
    freeSlots: number;
    freeSlotsLeft: number;
  }[];
  workers: { id: string; workerId: string; jobs: number; skipped: string | null }[];
  unknownWorkers: string[];
}
