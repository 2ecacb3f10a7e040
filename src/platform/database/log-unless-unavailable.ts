import type { Logger } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';

/**
 * Logs an error of work in the background. A `DomainError` is left out: the database logs once that it is unavailable,
 * and the next run tries again.
 */
export function logUnlessUnavailable(logger: Logger, error: unknown): void {
  if (!(error instanceof DomainError)) logger.error(error);
}
