import { StartError } from '../errors/start-error.js';
import { isDatabaseRefusal, isServerError, reasonOf } from './database-errors.js';

/** Returns the StartError for a database error during the start; any other error is returned unchanged. */
export function explainDatabaseError(error: unknown): unknown {
  if (isDatabaseRefusal(error)) {
    return new StartError(
      `The database became unavailable during the start: ${reasonOf(error)}.`,
      'Start the service again once it is available, as a supervisor does.',
      { cause: error },
    );
  }
  if (!isServerError(error)) return error;
  const [purpose] = error.query?.split('\n', 1) ?? [];
  const statement = purpose === undefined ? '' : ` (${purpose.replace(/^-- /, '')})`;
  return new StartError(
    `PostgreSQL refused a statement of the start: ${reasonOf(error)}${statement}.`,
    'Check that the schema of the settings (database.schema) is complete, and that the role of database.url owns it or may use it.',
    { cause: error },
  );
}
