-- A piece: a single heartbeat. Its parameters are those of beats.sql, each a value in place of a list. A row of parameters
-- costs nothing; a list needs a scan for each of its columns.
(
  SELECT
    $1::uuid AS id, $2::text AS boot_id, $3::integer AS incarnation,
    $4::text::worker_registration.worker_status AS status, $5::text AS message, $6::integer AS jobs,
    $7::integer AS capacity, $8::real AS cpu, $9::real AS memory, $10::integer AS errors, $11::integer AS lag,
    $12::integer AS count, $13::boolean AS shown, $14::jsonb AS scope, $21::float8 AS late, 1::bigint AS ord
) AS b
