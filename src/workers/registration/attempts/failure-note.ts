import { DomainError, type FieldError } from '../../../platform/errors/domain-error.js';
import type { Count } from '../../../platform/redis/counts.js';

const MAX_MESSAGE = 500;
const MAX_ERRORS = 10;

interface Note {
  readonly message: string;
  readonly errors?: readonly FieldError[];
}

const shorten = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;

/**
 * Returns the stored note about a failure, so that a later refusal can repeat it. A body can have very many
 * faults.
 */
export function noteOf({ message, details: { errors } }: DomainError): string {
  const kept = errors
    ?.slice(0, MAX_ERRORS)
    .map(({ field, message: fault }) => ({ field, message: shorten(fault) }));
  return JSON.stringify({ message: shorten(message), ...(kept && { errors: kept }) } satisfies Note);
}

/** Returns the error for too many failures, with their end and the reason of the last one. */
export function lastFailure({ note, msLeft }: Count, lead = 'Too many registration attempts'): DomainError {
  const { message, errors } = readNote(note);
  return new DomainError('too_many_registration_attempts', {
    message: message === '' ? undefined : `${lead}; the last one failed: ${message}`,
    errors,
    retryAfterSeconds: Math.max(1, Math.ceil(msLeft / 1000)),
  });
}

/** Redis may contain anything. */
function readNote(note: string): Note {
  try {
    const { message, errors } = JSON.parse(note) as Partial<Note>;
    return {
      message: typeof message === 'string' ? message : '',
      ...(Array.isArray(errors) && { errors }),
    };
  } catch {
    return { message: '' };
  }
}
