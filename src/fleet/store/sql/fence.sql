-- A piece: why a call may not act on a worker (s), or NULL if it may. 'superseded': a newer process is registered;
-- 'ahead': the record has not reached the incarnation of the call, as after a restore; 'outside': the worker is
-- outside the scope. {incarnation}, {bootId}: the process that the call comes from; NULL if it states none. {scope}:
-- the scope of the caller, for is_in_scope; NULL for the whole fleet.
CASE
  WHEN {scope} IS NOT NULL AND NOT worker_registration.is_in_scope(s.id, {scope}) THEN 'outside'
  WHEN {incarnation} > s.incarnation THEN 'ahead'
  WHEN {incarnation} < s.incarnation OR {bootId} <> s.boot_id THEN 'superseded'
END
