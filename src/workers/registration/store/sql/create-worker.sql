-- Does for a single registration of a new worker what register-workers.sql does, by the same rules, at a fraction of the cost
-- of a list of one. A known worker stays as it is.
--
-- Parameters: those of register-workers.sql, with one item that neither replaces a record nor proves an incarnation.
-- Result: that of register-workers.sql; no row if there is a worker of that name.
WITH item AS (
  {item}
),
described AS (
  INSERT INTO worker_registration.worker AS w (
    id, revision, terms, search_text, {fields}
  )
  SELECT
    id, 1, terms, search_text, {fields}
  FROM item
  ON CONFLICT (worker_id) DO NOTHING
  RETURNING {described}
),
registered AS (
  INSERT INTO worker_registration.worker_state AS s (
    {stateColumns}
  )
  SELECT
    {newState}
  FROM described AS d, item AS i
  RETURNING s.*
),
noted AS (
  INSERT INTO {journal} (type, id, worker_id, actor, detail)
  SELECT
    'registered', r.id, i.worker_id, i.actor,
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', r.last_outcome, 'incarnation', r.incarnation,
      'expectOnline', CASE WHEN r.presence = 'EXPECTED' THEN false END
    )) || i.detail
  FROM registered AS r, item AS i
)
SELECT i.ord, {columns} FROM registered AS r, described AS d, item AS i
