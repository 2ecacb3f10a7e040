-- Names of keys, and of join tokens, that differ only in case or in blanks at their ends look alike in the journal: each is
-- given once. Of names that collide already, the older keeps its name.
UPDATE worker_registration.api_key AS k SET name = left(btrim(k.name), 80) || ' ' || k.id
WHERE EXISTS (
  SELECT FROM worker_registration.api_key AS o
  WHERE lower(btrim(o.name)) = lower(btrim(k.name)) AND (o.created_at, o.id) < (k.created_at, k.id)
);
UPDATE worker_registration.join_token AS k SET name = left(btrim(k.name), 80) || ' ' || k.id
WHERE EXISTS (
  SELECT FROM worker_registration.join_token AS o
  WHERE lower(btrim(o.name)) = lower(btrim(k.name)) AND (o.created_at, o.id) < (k.created_at, k.id)
);
UPDATE worker_registration.api_key SET name = btrim(name) WHERE name <> btrim(name);
UPDATE worker_registration.join_token SET name = btrim(name) WHERE name <> btrim(name);

CREATE UNIQUE INDEX api_key_same_name ON worker_registration.api_key (lower(name));
CREATE UNIQUE INDEX join_token_same_name ON worker_registration.join_token (lower(name));
