/**
 * The moment now for a column that says when a worker was last heard of, in SQL. A statement that waited for a lock has an
 * older now() than one that overtook it meanwhile, and takes back nothing of what that one renewed. What is later than
 * the clock itself is of no statement: then the clock was set back.
 */
export const renewedMoment = (column: string): string =>
  `CASE WHEN ${column} > clock_timestamp() THEN now() ELSE greatest(${column}, now()) END`;
