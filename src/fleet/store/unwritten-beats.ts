/**
 * Returns the SQL for the seconds for which an instance may answer heartbeats of a worker without a write, over a row of
 * `worker_state` after its heartbeat: 0 while anything about the worker asks for them. The row expects the next heartbeat
 * that much later. The length is that of `unwrittenSeconds`.
 *
 * A heartbeat changes none of these columns, so that the value is the same before and after it.
 * @param defers whether the setting allows it at all
 */
export const deferralIn = (alias: string, defers: string, longest: string, lease: string): string => {
  const seconds = `coalesce(${alias}.lease_seconds, ${lease})`;
  return `CASE
    WHEN ${defers} AND ${alias}.health = 'HEALTHY' AND ${alias}.order_kind IS NULL AND NOT ${alias}.has_revoked_jobs
      AND coalesce(${alias}.accused_until <= now(), true)
    THEN least(${seconds} / 2, greatest(0, ${seconds} - 3 * ${longest})) ELSE 0
  END`;
};

/** Returns the SQL condition for a worker whose reports are complete: none is counted until another one confirms it. */
export const reportsAgree = (alias: string): string =>
  `(${alias}.assigned_job_count = 0 OR ${alias}.current_job_count = ${alias}.assigned_job_count)`;
