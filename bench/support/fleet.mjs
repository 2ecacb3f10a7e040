// Creates a fleet directly in PostgreSQL.

/** UUIDs of version 7, which begin with their time, as in the service. */
const ID = `encode(set_bit(set_bit(overlay(
  uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
), 52, 1), 53, 1), 'hex')::uuid`;

const FILL = `
  WITH described AS (
    INSERT INTO worker_registration.worker (
      id, worker_id, revision, name, max_concurrent_jobs, capabilities, tags, priority_threshold, worker_load_factor, zone,
      terms, search_text
    )
    SELECT ${ID}, 'worker-' || n, 1, 'Worker', $3, '{}', '{}', 0, 1, 'zone-' || n % 20, '{}', 'worker-' || n
    FROM generate_series($1::integer, $2::integer) AS n
    RETURNING id, zone
  )
  INSERT INTO worker_registration.worker_state (
    id, revision, registered_at, last_registered_at, last_heartbeat, lease_renewed_at, presence, presence_since,
    last_outcome, max_concurrent_jobs, usable_slots, available_capacity, zone, taken_by
  )
  SELECT id, 1, now(), now(), now(), now(), 'PRESENT', now(), 'created', $3, $3, $3, zone,
    (SELECT max(number) FROM worker_registration.instance)
  FROM described`;

const PART = 20_000;

/** Creates workers worker-1, worker-2, … in 20 zones, each with `slots` slots; or from another number on. */
export async function fillFleet(client, size, slots = 10, first = 1) {
  for (let from = first; from <= size; from += PART)
    await client.query(FILL, [from, Math.min(size, from + PART - 1), slots]);
  await client.query('VACUUM ANALYZE worker_registration.worker_state');
  await client.query('VACUUM ANALYZE worker_registration.worker');
}

/** Returns the names and ids of the fleet. */
export async function idsOf(client, limit = 1_000_000) {
  const { rows } = await client.query('SELECT id, worker_id FROM worker_registration.worker LIMIT $1', [
    limit,
  ]);
  return rows;
}
