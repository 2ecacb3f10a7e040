import { sqlFile } from '../../platform/database/sql-file.js';

/** Whether the row `event` of a statement repeats an event of its worker, as SQL: every statement that a worker may cause in a loop asks. */
export const REPEATS = sqlFile(import.meta.url, './sql/repeats-event.sql');
