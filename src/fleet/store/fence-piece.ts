import { compose, sqlFile } from '../../platform/database/sql-file.js';

const FENCE = sqlFile(import.meta.url, './sql/fence.sql');

/**
 * The fence over a row `s` of `worker_state`, as SQL: every statement that a worker may cause judges by this one
 * expression.
 * @param incarnation the expression of the call's incarnation, an integer
 * @param bootId the expression of its bootId, a text
 */
export const fencePiece = (incarnation: string, bootId: string): string =>
  compose(FENCE, { incarnation, bootId });
