import { validationFailed } from '../errors/domain-error.js';
import { shapeOf } from './field.js';
import { readBody } from './read-body.js';
import { judgeNames } from './unknown-names.js';

/** A valid body and its warnings. */
export interface Noted<T> {
  readonly value: T;
  /** Must be added to the answer: an unknown field was dropped, but may have mattered. */
  readonly warnings: readonly string[];
}

/**
 * Reads the body of a command, such as a deregistration, a claim or a new key. An unknown field that may be meant as an
 * option is refused: a command without an option that its caller meant, such as `dryRun` or a limit, does harm that cannot
 * be undone. Any other is dropped, so that an old server accepts a newer client, and named.
 * @throws DomainError `validation_failed` with all faults together
 */
export function requireCommand<T extends object>(Body: new () => T, body: unknown): Noted<T> {
  const { value, errors, unknown } = readBody(Body, body);
  const { faults, warnings } = judgeNames(unknown, [...shapeOf(Body).names], 'field');
  if (errors.length + faults.length > 0) throw validationFailed([...errors, ...faults], warnings);
  return { value, warnings };
}

/**
 * Reads the body of a command on many workers, which refuses every unknown field.
 * @throws DomainError `validation_failed` with all faults together
 */
export function requireKnown<T extends object>(Body: new () => T, body: unknown): T {
  const { value, errors, warnings, unknown } = readBody(Body, body);
  const faults = warnings.map((warning, index) => ({
    field: unknown[index] ?? '',
    message: warning.replace(/ (was|were) dropped/, ''),
  }));
  if (errors.length + faults.length > 0) throw validationFailed([...errors, ...faults]);
  return value;
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

/** Returns an answer with its warnings, which it has only if there are any. */
export const withWarnings = <Answer extends object>(
  answer: Answer,
  warnings: readonly string[],
): Answer & { warnings?: readonly string[] } => (warnings.length === 0 ? answer : { ...answer, warnings });
