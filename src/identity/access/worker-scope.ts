import { tagTerm, termsOf, zoneTerm } from '../../fleet/terms.js';
import type { WorkerDescription } from '../../fleet/worker.js';
import { DomainError, hasCode } from '../../platform/errors/domain-error.js';
import { scopeText, type Scope } from '../scope.js';
import { scopeOf, type Caller } from './caller.js';

/** A scope in searchable form: the terms that a worker must have, and the prefix of its workerId. */
export interface ScopeTerms {
  readonly terms: readonly string[];
  /** Empty for any. */
  readonly prefix: string;
}

/** Returns the scope of a caller; null for the whole fleet. */
export function scopeTermsOf(caller: Caller): ScopeTerms | null {
  const scope = scopeOf(caller);
  return scope && termsOfScope(scope);
}

export function termsOfScope({ zone, tag, workerIdPrefix }: Scope): ScopeTerms {
  const terms = [...(zone === null ? [] : [zoneTerm(zone)]), ...(tag === null ? [] : [tagTerm(tag)])];
  return { terms, prefix: workerIdPrefix ?? '' };
}

/**
 * Returns the scope of a caller as a parameter of statements, for `is_in_scope`; null for the whole fleet.
 */
export function scopeParameter(caller: Caller): string | null {
  const scope = scopeTermsOf(caller);
  return scope && JSON.stringify(scope);
}

/** Whether a worker is in the scope of a caller. */
export function isInScope(description: WorkerDescription, caller: Caller): boolean {
  const scope = scopeTermsOf(caller);
  if (scope === null) return true;
  const terms = new Set(termsOf(description));
  return scope.terms.every((term) => terms.has(term)) && description.workerId.startsWith(scope.prefix);
}

/** Returns the error for a worker that does not exist; a limited key gets the same one for a worker outside its scope. */
export function unknownWorker(caller: Caller): DomainError {
  const scope = scopeOf(caller);
  return new DomainError(
    'worker_not_registered',
    scope === null ? {} : { message: `No such worker in the scope of this key (${scopeText(scope)})` },
  );
}

/** Runs an operation on a worker, and answers for one outside the scope as for one that does not exist. */
export async function withinScope<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
  if (scopeOf(caller) === null) return work();
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, 'worker_not_registered')) throw unknownWorker(caller);
    throw error;
  }
}
