import { composePiece, sqlFile } from '../../platform/database/sql-file.js';
import type { Fence } from '../fence.js';

const FENCE = sqlFile(import.meta.url, './sql/fence.sql');

/**
 * The fence over a row `s` of `worker_state`, as SQL: every statement that a worker can cause uses this
 * expression.
 * @param incarnation SQL for the call's incarnation, an integer
 * @param bootId SQL for its bootId, a text
 * @param scope SQL for the scope of its caller, a jsonb
 */
export const fencePiece = (incarnation: string, bootId: string, scope: string): string =>
  composePiece(FENCE, { incarnation, bootId, scope });

/** Returns a fence as parameters, in the order of the piece's. */
export const fenceValues = ({
  incarnation,
  bootId,
  scope,
}: Fence): [number | null, string | null, string | null] => [incarnation ?? null, bootId ?? null, scope];
