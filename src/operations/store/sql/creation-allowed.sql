-- A piece: whether an operation of an actor ({actor}) with a scope ({scope}), or NULL, can be created: whether the end of its
-- orders or its deadline is not in the future, and whether fewer operations than {most} are unfinished. Callers with a scope
-- have four fifths of the room together, and a fifth each, so that none of them can stop the operations of the others.
SELECT
  coalesce({until} <= now(), false) AS until_past,
  coalesce({deadline} <= now(), false) AS deadline_past,
  count(*) < {most}::integer AND ({scope}::jsonb IS NULL OR (
    count(*) FILTER (WHERE scope IS NOT NULL) < {most}::integer * 4 / 5
    AND count(*) FILTER (WHERE scope IS NOT NULL AND actor = worker_registration.actor_name({actor}::text)) < {most}::integer / 5
  )) AS has_room
FROM worker_registration.operation
WHERE state IN ('running', 'paused')
