SELECT extract(epoch FROM now())::float8 * 1000 AS now
