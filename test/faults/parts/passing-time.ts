import type { World } from './world.js';

/** Older data is made a year older: retention is in days, for which no test can wait. */
const OLD_S = 60;

const OLD = `now() - interval '${OLD_S} seconds'`;

/** Rows that are in use at the moment stay unchanged until the next time. */
const STATEMENTS = [
  `UPDATE worker_registration.journal SET at = at - interval '1 year' WHERE at BETWEEN now() - interval '1 month' AND ${OLD}`,
  `UPDATE worker_registration.sweep SET started_at = started_at - interval '1 year', finished_at = finished_at - interval '1 year'
   WHERE started_at BETWEEN now() - interval '1 month' AND ${OLD}`,
  `UPDATE worker_registration.gap SET gap_from = gap_from - interval '1 year', gap_until = gap_until - interval '1 year'
   WHERE gap_until BETWEEN now() - interval '1 month' AND ${OLD}`,
  `UPDATE worker_registration.instance SET gap_until = gap_until - interval '1 year'
   WHERE heir IS NOT NULL AND gap_until BETWEEN now() - interval '1 month' AND ${OLD}`,
  `UPDATE worker_registration.worker_state SET presence_since = presence_since - interval '1 year'
   WHERE id IN (
     SELECT id FROM worker_registration.worker_state
     WHERE presence IN ('LEFT', 'LOST') AND presence_since BETWEEN now() - interval '1 month' AND ${OLD}
     FOR NO KEY UPDATE SKIP LOCKED
   )`,
];

/** Makes everything that is over older. */
export async function letTimePass({ postgres }: World): Promise<void> {
  for (const statement of STATEMENTS) await postgres.query(statement);
}
