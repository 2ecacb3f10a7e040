/**
 * Returns SQL for the moment that a caller gave, by the database clock: a time, or a duration from now (`PT7200S`).
 * @param parameter the parameter of the statement, a text
 */
export const givenMoment = (parameter: string): string =>
  `CASE WHEN ${parameter}::text LIKE 'PT%' THEN date_trunc('milliseconds', now()) + ${parameter}::text::interval ELSE ${parameter}::text::timestamptz END`;
