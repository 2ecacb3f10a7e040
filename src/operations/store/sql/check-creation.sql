-- Checks whether an operation could be created.
--
-- $1  text         actor
-- $2  jsonb        scope, or NULL
-- $3  text         end of the orders: a time, a duration from now, or NULL
-- $4  text         deadline: the same
-- $5  integer      maximum number of unfinished operations
-- The piece that it is composed with: creation-allowed.sql.
{allowed}
