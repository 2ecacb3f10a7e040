import type { DomainError, FieldError } from './domain-error.js';
import { errorTable, type ErrorCode } from './error-table.js';

/** An error as it goes over the wire: RFC 9457, plus `success` and `message` for clients that know nothing of it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  success: false;
  message: string;
  remedy: string;
  /** The id of the request, as the log has it. */
  instance?: string;
  errors?: readonly FieldError[];
  warnings?: readonly string[];
}

export function problemOf({ code, message, details }: DomainError): Problem {
  const { status, title, remedy } = errorTable[code];
  return {
    type: `urn:worker-registration:error:${code}`,
    title,
    status,
    detail: message,
    code,
    success: false,
    message,
    remedy,
    ...(details.errors === undefined ? {} : { errors: details.errors }),
    ...(details.warnings === undefined ? {} : { warnings: details.warnings }),
  };
}

/** Seconds for Retry-After; an answer that may be repeated always says when. */
export function retryAfterOf({ code, details }: DomainError): number | undefined {
  return details.retryAfterSeconds ?? (errorTable[code].status === 503 ? 1 : undefined);
}

/** The header WWW-Authenticate (RFC 6750) of an error that a token is to blame for. */
export function challengeOf({ code }: DomainError): string | undefined {
  const { status, title } = errorTable[code];
  if (status !== 401) return undefined;
  // Where nothing was shown there is nothing to call wrong.
  return code === 'credential_missing'
    ? 'Bearer'
    : `Bearer error="invalid_token", error_description="${title}"`;
}
