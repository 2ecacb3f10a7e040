-- The size of the table of states.
--
-- Result: one row: the number of its blocks.
SELECT pg_relation_size('worker_registration.worker_state') / current_setting('block_size')::integer AS blocks
