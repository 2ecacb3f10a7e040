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

export interface OperationPage {
  operations: Operation[];
  nextCursor: string | null;
}
