-- Checks whether an operation could be created.
--
-- $1  text         actor
-- $2  jsonb        scope, or NULL
-- $3  timestamptz  end of the orders, or NULL
-- $4  timestamptz  deadline, or NULL
-- $5  integer      maximum number of unfinished operations
-- The piece that it is composed with: creation-allowed.sql.
{allowed}
