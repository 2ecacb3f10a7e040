import { RequestMethod, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { requireReadable } from '../batch/batch-body.js';
import { validationFailed, type FieldError } from '../errors/domain-error.js';
import { shapeOf } from '../validation/field.js';
import { CACHE_BUSTER, judgeQuery } from '../validation/read-query.js';
import { judgeNames, MAX_WARNINGS, shorten, type JudgedNames } from '../validation/unknown-names.js';
import { METHOD_METADATA } from './nest-metadata.js';

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

/** What was dropped of a request, to be named in its answer. */
const dropped = new WeakMap<object, readonly string[]>();

/** Returns what {@link requireExpected} dropped of a request. */
export const droppedOf = (request: object): readonly string[] => dropped.get(request) ?? [];

/**
 * Judges what a route would not look at: unknown names that may be meant as an option are refused, on routes to come as
 * well; others are dropped. Reads without options ignore any query, as proxies and browsers add to it.
 * @throws DomainError `validation_failed`, `malformed_json`
 */
export function requireExpected(request: Input, method: object): void {
  const Query = queries.get(method);
  const hasBody = withBody.has(method);
  const faults: FieldError[] = [];
  const warnings: string[] = [];
  if (!hasBody) {
    requireReadable(request.body);
    const judged = judgeBody(request.body, Query);
    faults.push(...judged.faults);
    warnings.push(...judged.warnings);
  }
  // A method that reads both judges both, as one may stand for the other.
  if (hasQuery(request) && (Query === undefined ? !isRead(method) : Query !== Object && !hasBody)) {
    const judged = judgeQuery(Query as (new () => object) | undefined, request.query);
    // The method that reads a query refuses it, with what else is wrong.
    if (Query === undefined) faults.push(...judged.faults);
    warnings.push(...judged.warnings);
  }
  if (faults.length > 0) throw validationFailed(faults, warnings);
  if (warnings.length > 0) dropped.set(request, warnings);
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

function judgeBody(body: unknown, Query: Type | undefined): JudgedNames {
  const known = Query === undefined ? [] : [...shapeOf(Query as new () => object).names];
  return judgeNames(namesIn(body), known, 'field', (name) =>
    known.includes(name) ? `; this route has no body; ${name} is a query parameter` : '',
  );
}

const isRead = (method: object): boolean =>
  Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.GET;

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

const bounded = (names: readonly string[]): readonly string[] => names.slice(0, MAX_WARNINGS);
