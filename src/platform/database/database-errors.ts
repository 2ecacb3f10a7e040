import { DomainError } from '../errors/domain-error.js';

/** SQLSTATE classes and codes (PostgreSQL, appendix A) by what they mean for a caller. */
const UNAVAILABLE = /^(08|57P0|53|58|XX001|25006|3D000|28)/;
const BUSY = new Set(['55P03', '57014', '25P03', '25P04', '40001', '40P01']);
const RETRYABLE = new Set(['40P01', '40001']);
/** There is no such prepared statement, or it is there already, or its plan no longer fits the tables. */
const FORGOTTEN = new Set(['26000', '42P05', '0A000']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** Rolled back by PostgreSQL through no fault of the statement: the same may be tried again at once. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(codeOf(error));

/** A prepared statement was not run, as the connection does not have it as we left it. */
export const isForgotten = (error: unknown): boolean => FORGOTTEN.has(codeOf(error));

/** What a driver says when the database is away or busy, in our own words; anything else is passed on as it is. */
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
