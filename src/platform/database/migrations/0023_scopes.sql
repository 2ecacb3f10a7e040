-- API keys that are limited to a part of the fleet, and join tokens whose workers are bound.

ALTER TABLE worker_registration.api_key
  ADD COLUMN zone             text,             -- the part of the fleet: workers that have all that is not NULL
  ADD COLUMN tag              text,
  ADD COLUMN worker_id_prefix text COLLATE "C",
  ADD CONSTRAINT api_key_scope_check
    CHECK (coalesce(zone, tag, worker_id_prefix) IS NULL OR 'admin' <> ALL (roles));

ALTER TABLE worker_registration.join_token
  ADD COLUMN worker_id_pattern text COLLATE "C", -- `*` stands for any characters, `?` for one; NULL, here and below: any
  ADD COLUMN zone              text,
  ADD COLUMN capabilities      text[],           -- those that its workers may have: `java`, or `java=17`
  ADD COLUMN max_slots         integer,          -- of each worker
  ADD COLUMN cidrs             text[];           -- networks from which workers register

-- Whether a worker lies in the scope of the caller, {terms, prefix}; NULL is the whole fleet. Volatile, so that a statement that has
-- waited for the worker's row is judged by the description that was committed meanwhile.
CREATE FUNCTION worker_registration.is_in_scope(worker uuid, scope jsonb) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT scope IS NULL OR EXISTS (
    SELECT FROM worker_registration.worker AS w
    WHERE w.id = worker
      AND w.terms @> ARRAY(SELECT jsonb_array_elements_text(scope -> 'terms'))
      AND starts_with(w.worker_id, scope ->> 'prefix')
  )
$$;
