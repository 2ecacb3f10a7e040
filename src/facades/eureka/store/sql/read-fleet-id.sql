-- Reads what identifies the fleet: the database, and when its schema was created. A standby that is promoted has the same one.
SELECT concat(d.oid, '-', (extract(epoch FROM (SELECT min(applied_at) FROM worker_registration.migration)) * 1000000)::bigint) AS id
FROM pg_database AS d
WHERE d.datname = current_database()
