import type { LiveState, Presence, WorkerState } from '../worker.js';
import { liveStateOf, type LiveRow } from './state-row.js';

/** A lease that was renewed. */
export interface Renewal {
  readonly renewedAt: Date;
  readonly presence: Presence;
  readonly orderKind: WorkerState['orderKind'];
  /** Whether jobs were taken from the worker that it does not know of. */
  readonly hasRevokedJobs: boolean;
  /** Whether the worker was judged ill for its silence, or was not there: it is to be judged anew. */
  readonly endsSilence: boolean;
  /** The worker after it, where the answer shows it. */
  readonly state: LiveState | undefined;
}

/** A row of `sql/beat-answer.sql`. */
export interface RenewalRow extends LiveRow {
  /** Place of the heartbeat in the list, from 1. */
  ord: number;
  lease_renewed_at: Date;
  has_revoked_jobs: boolean;
  shown: boolean | null;
  ends_silence: boolean | null;
}

export function renewalOf(row: RenewalRow): Renewal {
  // Both are the moment of the statement, which is sent once.
  row.last_heartbeat = row.lease_renewed_at;
  return {
    renewedAt: row.lease_renewed_at,
    presence: row.presence,
    orderKind: row.order_kind,
    hasRevokedJobs: row.has_revoked_jobs,
    endsSilence: row.ends_silence === true,
    state: row.shown === true ? liveStateOf(row) : undefined,
  };
}
