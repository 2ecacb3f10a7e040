import { DomainError, hasCode } from '../errors/domain-error.js';

/** SQLSTATE classes and codes (PostgreSQL, appendix A) by their meaning for callers. */
const UNAVAILABLE = /^(08|57P0|53|58|XX001|25006|3D000|28)/;
const BUSY = new Set(['55P03', '57014', '25P03', '25P04', '40001', '40P01']);
/**
 * The connection leads to a server that is shutting down, gone, or accepts no writes: a new connection may
 * help.
 */
const ENDS_CONNECTION = /^(08|57P0|25006|53300)/;
const READ_ONLY = '25006';
const ROW_LOCKED = new Set(['55P03', '40001', '40P01']);
/** Rolled back by PostgreSQL, or never sent to it. */
const WITHOUT_EFFECT = new Set([...ROW_LOCKED, '57014', '25006', 'ECONNREFUSED']);
const RETRYABLE = new Set(['40P01', '40001']);
/** The prepared statement does not exist, already exists, or its plan no longer matches the tables. */
const FORGOTTEN = new Set(['26000', '42P05', '0A000']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const POOL_IS_EMPTY = /timeout exceeded when trying to connect/;

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** Rolled back by PostgreSQL through no fault of the statement, which can be repeated at once. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(codeOf(error));

/**
 * A lock on a row could not be acquired in time, or only by a deadlock: the database works, and other rows
 * are free.
 */
export const concernsRows = (error: unknown): boolean =>
  hasCode(error, 'database_busy') && ROW_LOCKED.has(codeOf(error.cause));

/** Whether a failed call may have been committed after all, because its answer did not arrive. */
export function mayHaveCommitted(error: unknown): boolean {
  if (isServerError(error)) return false;
  const { cause } = error as Error;
  if (cause === undefined) return !hasCode(error, 'database_busy');
  const wasNotSent = cause instanceof Error && POOL_IS_EMPTY.test(cause.message);
  return !wasNotSent && !WITHOUT_EFFECT.has(codeOf(cause));
}

/** Whether a call failed because the database is unavailable or busy, as its callers see it. */
export const isDatabaseRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.code.startsWith('database_');

/** A prepared statement did not run, because its state on the connection has changed. */
export const isForgotten = (error: unknown): boolean => FORGOTTEN.has(codeOf(error));

/**
 * The server accepts no writes: a standby, or a primary that was made read-only. The statement had no effect.
 */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === READ_ONLY;

/**
 * Whether the connection of this error must not be used again. An error for a connection that this process
 * closed is one of its own.
 */
export function endsConnection(error: unknown): boolean {
  if (error instanceof DomainError) return isDatabaseRefusal(error);
  const code = codeOf(error);
  return ENDS_CONNECTION.test(code) || NETWORK.has(code) || isConnectionLoss(error);
}

/** A connection could not be opened, or did not become free, in time: pg and its pool report that without a code. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && /timeout/i.test(error.message);

/** The role lacks a right. */
export const isForbidden = (error: unknown): boolean => codeOf(error) === '42501';

/** An error of PostgreSQL itself, which has a severity. */
export const isServerError = (error: unknown): error is Error & { query?: string } =>
  error instanceof Error && typeof (error as { severity?: unknown }).severity === 'string';

/** Whether the database could not be used, as opposed to a failed statement. */
export const isUnavailable = (error: unknown): boolean =>
  hasCode(translateDatabaseError(error), 'database_unavailable');

/**
 * Returns the reason for operators: the message of the server or the network, with the SQLSTATE if there is
 * one.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof DomainError && error.cause !== undefined) return reasonOf(error.cause);
  // An error of a name with several addresses, each of which was tried.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { message = '' } = (error ?? {}) as { message?: string };
  if (POOL_IS_EMPTY.test(message))
    return 'all connections of the pool are in use, and none became free in time';
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) ? `SQLSTATE ${code}: ${message}` : message || code || String(error);
}

/**
 * Translates errors of the driver for an unavailable or busy database into a DomainError; returns any other
 * error unchanged.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const code = codeOf(error);
  if (BUSY.has(code)) return new DomainError('database_busy', {}, { cause: error });
  if (NETWORK.has(code) || UNAVAILABLE.test(code) || isConnectionLoss(error)) {
    return new DomainError('database_unavailable', {}, { cause: error });
  }
  return error;
}

/** pg and its pool report these without a code. */
function isConnectionLoss(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable|Connection ended|after calling end on the pool/i.test(
    message,
  );
}
