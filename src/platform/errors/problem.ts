import type { DomainError, FieldError } from './domain-error.js';
import { errorTable, type ErrorCode } from './error-table.js';

/** An error in an answer: RFC 9457, plus `success` and `message` for clients that do not know it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  success: false;
  message: string;
  remedy: string;
  /** Request id, as in the log. */
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

/** Returns the seconds for Retry-After; an answer to a request that may be repeated always has it. */
export function retryAfterOf({ code, details }: DomainError): number | undefined {
  return details.retryAfterSeconds ?? (errorTable[code].status === 503 ? 1 : undefined);
}

/** For routes that accept HTTP basic (RFC 7617): clients of other protocols know no other. */
const BASIC = 'Basic realm="worker-registration", charset="UTF-8"';

/** Returns the header WWW-Authenticate (RFC 6750) for errors about a token. */
export function challengeOf({ code }: DomainError, isBasic = false): string | undefined {
  const { status, title } = errorTable[code];
  if (status !== 401) return undefined;
  if (isBasic) return BASIC;
  // Without a credential there is no error to describe.
  return code === 'credential_missing'
    ? 'Bearer'
    : `Bearer error="invalid_token", error_description="${title}"`;
}
