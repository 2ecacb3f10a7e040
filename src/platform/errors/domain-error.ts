import { errorTable, type ErrorCode } from './error-table.js';

/** An invalid field, as an entry of `errors`. */
export interface FieldError {
  /** Name of the field in the body, such as `tags`; empty if the body itself is invalid. */
  readonly field: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** The sentence in `message` of the answer; default: the title of the code. */
  readonly message?: string;
  readonly errors?: readonly FieldError[];
  /** Other problems of the request, such as unknown fields. */
  readonly warnings?: readonly string[];
  /** Sent as the header Retry-After. */
  readonly retryAfterSeconds?: number;
  /** Sent as the header Accept-Encoding: the content coding that the route supports. */
  readonly acceptEncoding?: string;
  /** Sent as the header Allow: the methods that the path has. */
  readonly allow?: string;
}

/** An error of a service: a code of the table, and the details of this case. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    // A faulty request needs no stack trace, and strangers send many: it would cost a tenth of a refusal.
    const { stackTraceLimit } = Error;
    if (errorTable[code].status < 500) Error.stackTraceLimit = 0;
    super(details.message ?? errorTable[code].title, options);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /**
   * HTTP status of the code. If no filter of this module is in use, Nest, Fastify and Express answer with
   * `statusCode`, `status` and `message` of an error that also has `expose` (the form of the package
   * http-errors).
   */
  get statusCode(): number {
    return errorTable[this.code].status;
  }

  get status(): number {
    return this.statusCode;
  }

  get expose(): boolean {
    return true;
  }
}

/** Whether something that was thrown is the error with this code. */
export const hasCode = (error: unknown, code: ErrorCode): error is DomainError =>
  error instanceof DomainError && error.code === code;

/** Returns one error for all faults of a body: `message` joins them, `errors` lists them. */
export const validationFailed = (
  errors: readonly FieldError[],
  warnings: readonly string[] = [],
): DomainError =>
  new DomainError('validation_failed', {
    message: errors.map(({ message }) => message).join('; '),
    errors,
    ...(warnings.length > 0 && { warnings }),
  });
