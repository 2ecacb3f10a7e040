-- Claims a cursor for a consumer, unless another one holds it; renews the claim of the same consumer.
-- $1 name, $2 the consumer, $3 seconds of the claim, $4 and $5 the place of a new cursor
-- Returns the place after which to continue; no row if another consumer holds the cursor.
INSERT INTO worker_registration.event_cursor AS c (name, tx, seq, holder, held_until)
VALUES ($1::text, $4::bigint, $5::bigint, $2::uuid, clock_timestamp() + make_interval(secs => $3::float8))
ON CONFLICT (name) DO UPDATE
SET holder = excluded.holder, held_until = excluded.held_until
WHERE c.holder IS NULL OR c.holder = excluded.holder OR c.held_until <= clock_timestamp()
  -- Of a clock that was set back since.
  OR c.held_until > clock_timestamp() + make_interval(secs => $3::float8)
RETURNING tx, seq
