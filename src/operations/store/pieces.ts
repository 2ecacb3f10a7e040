import { JOURNAL } from '../../fleet/store/journal.js';
import { givenMoment } from '../../platform/database/given-moment.js';
import { composePiece, sqlFile } from '../../platform/database/sql-file.js';

const ENDED = sqlFile(import.meta.url, './sql/ended-detail.sql');
const SKIP = sqlFile(import.meta.url, './sql/skip-reason.sql');
const ALLOWED = sqlFile(import.meta.url, './sql/creation-allowed.sql');
const REPLACEMENTS = sqlFile(import.meta.url, './sql/replacements.sql');

/** Whether a worker `s` is in service. */
export const USABLE = sqlFile(import.meta.url, './sql/is-usable.sql');

/** Whether a worker `s` under an order runs no jobs. */
export const DRAINED = sqlFile(import.meta.url, './sql/is-drained.sql');

const UNAVAILABLE_WORKERS = sqlFile(import.meta.url, './sql/unavailable-workers.sql');

/** The workers of an operation that are not in service. */
export const UNAVAILABLE = composePiece(UNAVAILABLE_WORKERS, { usable: USABLE });

/** Whether a worker `s` stays out of service when it is healthy again. */
export const WITHDRAWN = sqlFile(import.meta.url, './sql/is-withdrawn.sql');

export const REPLACING = composePiece(REPLACEMENTS, { usable: USABLE });

/**
 * Returns the SQL for why an operation skips a worker `s`.
 * @param kind SQL for its kind
 * @param awaited SQL for the term of a replacement
 */
export const skipReason = (kind: string, awaited: string): string => composePiece(SKIP, { kind, awaited });

/** Returns the SQL for whether an operation can be created, with the parameters of the statement. */
export const creationAllowed = (
  parameters: Record<'actor' | 'scope' | 'until' | 'deadline' | 'most', string>,
): string =>
  composePiece(ALLOWED, {
    ...parameters,
    until: givenMoment(parameters.until),
    deadline: givenMoment(parameters.deadline),
  });

/**
 * The pieces of a statement that journals a change of an operation `o`.
 * @param reason SQL for why it changed
 */
export const journalling = (reason: string) => ({ ...JOURNAL, ended: composePiece(ENDED, { reason }) });
