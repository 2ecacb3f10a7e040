/**
 * Returns the SQL for the current time of a column that records a sign of life. A statement that waited for a
 * lock has an older now() than one that overtook it, and must not undo the renewal of that one. A value later
 * than the clock itself cannot come from a statement: then the clock was set back.
 */
export const renewedMoment = (column: string): string =>
  `CASE WHEN ${column} > clock_timestamp() THEN now() ELSE greatest(${column}, now()) END`;
