-- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- {incarnation}, {bootId}: the process that the call is of; NULL where it states none.
-- {scope}: the scope of the caller, for is_in_scope; NULL for the whole fleet. 'outside' where the worker lies outside it.
CASE
  WHEN {scope} IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, {scope}) THEN 'outside'
  WHEN {incarnation} > s.incarnation THEN 'ahead'
  WHEN {incarnation} < s.incarnation OR {bootId} <> s.boot_id THEN 'superseded'
END
