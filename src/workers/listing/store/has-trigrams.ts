import type { Queryable } from '../../../platform/database/database.js';
import { inlineStatement } from '../../../platform/database/statement.js';

const HAS_TRIGRAMS = inlineStatement(
  'has-trigrams',
  `SELECT FROM pg_indexes
   WHERE schemaname = 'worker_registration' AND indexname = 'worker_search' AND indexdef LIKE '% gin %'`,
);

/** Returns whether texts are searched by trigrams, or only from their beginning. */
export const hasTrigrams = async (on: Queryable): Promise<boolean> =>
  (await on.query(HAS_TRIGRAMS)).length > 0;
