// A fleet, or a part of it, that falls silent.
import { withClient } from './postgres.mjs';

/**
 * Silences every n-th worker, spread over the table; all were healthy before. A live instance accepted their
 * heartbeats; otherwise it would be to blame.
 *
 * @param onlyInZones whether workers without a zone are left out: those that send heartbeats
 */
export const silence = (url, oneIn, onlyInZones = false) =>
  withClient(url, async (client) => {
    await client.query('DELETE FROM worker_registration.guard');
    // In parts, so that each page has room for the next versions of its rows. The end of an id is random.
    for (let part = 0; part < 16; part += 1)
      await client.query(
        `UPDATE worker_registration.worker_state SET
           lease_renewed_at = now() - interval '11 hours', last_heartbeat = now() - interval '11 hours',
           health = 'HEALTHY', consecutive_failures = 0, counting_since = NULL, failed_checks = NULL,
           held = false, guard_spent = false, taken_by = (SELECT max(number) FROM worker_registration.instance)
         WHERE ('x' || right(id::text, 1))::bit(4)::integer = $1
           AND ('x' || left(md5(id::text), 7))::bit(28)::integer % $2::integer = 0
           AND (zone IS NOT NULL OR NOT $3)`,
        [part, oneIn, onlyInZones],
      );
    await client.query('VACUUM ANALYZE worker_registration.worker_state');
  });

export const heartbeatsIn = (url) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      'SELECT sum(heartbeat_count)::float8 AS n FROM worker_registration.worker_state',
    );
    return rows[0].n;
  });

/** Requires that all workers except those that send heartbeats have FAILED, each with an event. */
export const requireFailed = (url, silent) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::integer FROM worker_registration.worker_state WHERE health = 'FAILED') AS failed,
         (SELECT count(DISTINCT id)::integer FROM worker_registration.journal WHERE type = 'failed') AS told`,
    );
    const [{ failed, told }] = rows;
    if (failed !== silent || told < failed)
      throw new Error(`Wrong count: ${failed} of ${silent} have failed, and ${told} have an event`);
  });
