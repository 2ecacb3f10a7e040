import type { Absence } from '../worker.js';

/**
 * Returns the SQL for the absence of a worker, over a row of `worker_state` with that alias: JSON with the fields of
 * {@link Absence}; NULL unless the worker was lost or has left. Only absent workers cost a lookup.
 */
export const absence = (alias: string): string =>
  `CASE WHEN ${alias}.presence IN ('LOST', 'LEFT') THEN json_build_object(
    'since', ${alias}.presence_since, 'reason', ${alias}.presence_reason,
    'acknowledged', (
      SELECT json_build_object('at', a.acknowledged_at, 'by', a.acknowledged_by, 'reason', a.reason)
      FROM worker_registration.loss_acknowledgement AS a
      WHERE a.worker = ${alias}.id AND a.lost_at = ${alias}.presence_since AND ${alias}.presence = 'LOST'
    )
  ) END`;

const iso = (moment: string): string => new Date(moment).toISOString();

/** Converts the times of an absence, which PostgreSQL writes in its own form. */
export function absenceOf(stored: Absence | null | undefined): Absence | null {
  if (stored == null) return null;
  const { since, reason, acknowledged } = stored;
  return {
    since: iso(since),
    reason,
    acknowledged: acknowledged && { ...acknowledged, at: iso(acknowledged.at) },
  };
}
