-- Creates the next signing key now. The lock of the signing keys must be held.
--
-- $1  text     its key id
-- $2  bytea    its secret
-- $3  boolean  whether the secret is encrypted
-- $4  boolean  whether all older keys end, and with them the tokens and sessions that they signed
-- $5  text     actor
-- Result: the key and the number of keys that ended.
WITH made AS (
  INSERT INTO worker_registration.signing_key (kid, generation, secret, sealed)
  SELECT $1, coalesce(max(generation), 0) + 1, $2, $3 FROM worker_registration.signing_key
  RETURNING kid, generation, created_at
),
ended AS (
  DELETE FROM worker_registration.signing_key AS k USING made AS m WHERE $4 AND k.generation < m.generation
  RETURNING k.kid
),
noted AS (
  INSERT INTO worker_registration.journal (type, actor, detail)
  SELECT 'signing-keys-rotated', $5, jsonb_build_object('kid', kid, 'revoked', (SELECT count(*) FROM ended)) FROM made
)
SELECT kid, generation, created_at, (SELECT count(*) FROM ended)::integer AS revoked FROM made
