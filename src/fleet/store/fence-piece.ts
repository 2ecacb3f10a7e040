import { compose, sqlFile } from '../../platform/database/sql-file.js';
import type { Fence } from '../fence.js';

const FENCE = sqlFile(import.meta.url, './sql/fence.sql');

/**
 * The fence over a row `s` of `worker_state`, as SQL: every statement that a worker may cause judges by this one
 * expression.
 * @param incarnation the expression of the call's incarnation, an integer
 * @param bootId the expression of its bootId, a text
 * @param scope the expression of the scope of its caller, a jsonb
 */
export const fencePiece = (incarnation: string, bootId: string, scope: string): string =>
  compose(FENCE, { incarnation, bootId, scope });

/** A fence as parameters, in the order of the piece's. */
export const fenceValues = ({
  incarnation,
  bootId,
  scope,
}: Fence): [number | null, string | null, string | null] => [incarnation ?? null, bootId ?? null, scope];
