import { errorTable, type ErrorCode } from './error-table.js';

/** One field that does not fit, as `errors` lists it. */
export interface FieldError {
  /** Name of the field in the body: `tags`; empty where the body itself does not fit. */
  readonly field: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** The sentence that the caller sees as `message`; the title of the code where left out. */
  readonly message?: string;
  readonly errors?: readonly FieldError[];
  /** What else was odd about the request, such as unknown fields. */
  readonly warnings?: readonly string[];
  /** Becomes the header Retry-After. */
  readonly retryAfterSeconds?: number;
  /** Becomes the header Accept-Encoding: the content coding that the route supports. */
  readonly acceptEncoding?: string;
}

/** What a service throws: a code of the table and what is known of this one case. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(details.message ?? errorTable[code].title, options);
  }

  /**
   * HTTP status of the code. Nest, Fastify and Express answer with `statusCode`, `status` and `message` of an error that also
   * has `expose` (the form of the package http-errors) where no filter of ours is in use.
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

/** All failures of one body together: `message` joins them, `errors` lists them. */
export const validationFailed = (
  errors: readonly FieldError[],
  warnings: readonly string[] = [],
): DomainError =>
  new DomainError('validation_failed', {
    message: errors.map(({ message }) => message).join('; '),
    errors,
    ...(warnings.length > 0 && { warnings }),
  });
