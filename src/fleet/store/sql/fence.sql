-- A piece: what stands between a call and a worker (s). NULL where nothing does; 'superseded' where a newer process is
-- registered; 'ahead' where the call is of an incarnation that the record has not reached, as after a restore.
-- {incarnation}, {bootId}: the process that the call is of; NULL where it states none.
CASE
  WHEN {incarnation} > s.incarnation THEN 'ahead'
  WHEN {incarnation} < s.incarnation OR {bootId} <> s.boot_id THEN 'superseded'
END
