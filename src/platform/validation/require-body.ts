import { validationFailed, type FieldError } from '../errors/domain-error.js';
import { readBody, type ReadBody } from './read-body.js';

/** A valid body and its warnings. */
export interface Noted<T> {
  readonly value: T;
  /** Must be added to the answer: an unknown field was dropped, but may have mattered. */
  readonly warnings: readonly string[];
}

/**
 * Reads the body of a command, such as a deregistration, a revocation or a new key. Unknown fields are
 * refused: a command that ignores an option of its caller, such as `dryRun` or a limit, does harm that cannot
 * be undone.
 * @throws DomainError `validation_failed` with all faults together
 */
export function requireCommand<T extends object>(Body: new () => T, body: unknown): T {
  const read = readBody(Body, body);
  const faults = [...read.errors, ...unknownFaults(read, 'field')];
  if (faults.length > 0) throw validationFailed(faults);
  return read.value;
}

/**
 * Reads any other body. Unknown fields are dropped, so that an old server accepts a newer client, and named.
 * @throws DomainError `validation_failed` with all faults together
 */
export function requireBody<T extends object>(Body: new () => T, body: unknown): Noted<T> {
  const { value, errors, warnings } = readBody(Body, body);
  if (errors.length > 0) throw validationFailed(errors, warnings);
  return { value, warnings };
}

/** Returns the unknown names of a body or a query as faults, for callers that refuse them. */
export const unknownFaults = (
  { warnings, unknown }: ReadBody<object>,
  what: 'field' | 'filter',
): FieldError[] =>
  warnings.map((warning, index) => ({
    field: unknown[index] ?? '',
    message: warning.replace('nknown field', `nknown ${what}`).replace(/ (was|were) dropped/, ''),
  }));

/** Returns the warnings for an answer, which has them only if there are any. */
export const withWarnings = <Answer extends object>(
  answer: Answer,
  warnings: readonly string[],
): Answer & { warnings?: readonly string[] } => (warnings.length === 0 ? answer : { ...answer, warnings });
