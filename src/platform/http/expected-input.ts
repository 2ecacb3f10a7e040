import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { requireReadable } from '../batch/batch-body.js';
import { closest } from '../config/closest.js';
import { validationFailed, type FieldError } from '../errors/domain-error.js';
import { shapeOf } from '../validation/field.js';
import { CACHE_BUSTER } from '../validation/read-query.js';
import { MAX_WARNINGS, shorten } from '../validation/read-body.js';

/** Input of a request, as read by the HTTP adapter. */
export interface Input {
  readonly body?: unknown;
  readonly query?: unknown;
}

const withBody = new WeakSet<object>();
const queries = new WeakMap<object, Type>();

/** Notes that a controller method reads the body. */
export const takesBody = (method: object): void => void withBody.add(method);

/** Notes which query a controller method reads. */
export const takesQuery = (method: object, Query: Type): void => void queries.set(method, Query);

/**
 * Refuses input that a route would ignore. A route that declares no body or no query would behave as if an
 * option such as `dryRun` had not been given, so every unknown name is refused, on future routes too.
 * @throws DomainError `validation_failed`, `malformed_json`
 */
export function requireExpected(request: Input, method: object): void {
  const Query = queries.get(method);
  const faults: FieldError[] = [];
  if (!withBody.has(method)) {
    requireReadable(request.body);
    faults.push(...bodyFaults(request.body, Query));
  }
  if (Query === undefined) faults.push(...queryFaults(request.query));
  if (faults.length > 0) throw validationFailed(faults);
}

/** {@link requireExpected} for routes without an access rule. */
export class ExpectedInputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    requireExpected(context.switchToHttp().getRequest<Input>(), context.getHandler());
    return true;
  }
}

/** Whether a request has a query at all. */
export const hasQuery = ({ query }: Input): boolean => namesIn(query).length > 0;

/** Returns the warnings of an answer about a query that its route does not use. */
export const queryWarnings = (query: unknown): readonly string[] =>
  bounded(namesIn(query).filter((name) => name !== CACHE_BUSTER)).map(
    (name) => `Unknown query parameter "${shorten(name)}" was dropped`,
  );

const queryFaults = (query: unknown): FieldError[] =>
  bounded(namesIn(query).filter((name) => name !== CACHE_BUSTER)).map((name) => ({
    field: name,
    message: `Unknown query parameter "${shorten(name)}"; this route has none of this name`,
  }));

function bodyFaults(body: unknown, Query: Type | undefined): FieldError[] {
  const known = Query === undefined ? [] : [...shapeOf(Query as new () => object).names];
  return bounded(namesIn(body)).map((name) => {
    const hint = known.includes(name) ? `; ${name} is a query parameter` : closest(name, known);
    return { field: name, message: `Unknown field "${shorten(name)}"; this route has no body${hint}` };
  });
}

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

const bounded = (names: readonly string[]): readonly string[] => names.slice(0, MAX_WARNINGS);
