import { validationFailed, type FieldError } from '../errors/domain-error.js';
import { closest } from '../config/closest.js';
import { shapeOf } from './field.js';

/** So many unknown fields are named; a body can hold a hundred thousand of them. */
const MAX_WARNINGS = 20;

/** A body as its class describes it, and what was wrong with it. */
export interface ReadBody<T> {
  readonly value: T;
  readonly errors: readonly FieldError[];
  /** Unknown fields, dropped and named: an old server takes a newer client, and a typing error is seen. */
  readonly warnings: readonly string[];
  /** The names of those fields. */
  readonly unknown: readonly string[];
}

const NONE: readonly never[] = [];

/**
 * Takes the known fields of a JSON value and checks them all; nothing is thrown.
 * @param path what warnings put before the name of a field, where the value is a part of a body: `reconnect.`
 */
export function readBody<T extends object>(Body: new () => T, body: unknown, path = ''): ReadBody<T> {
  const value = new Body();
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    const message = `The body must be a JSON object, not ${describe(body)}`;
    return { value, errors: [{ field: '', message }], warnings: NONE, unknown: NONE };
  }
  const { fields, names } = shapeOf(Body);
  const [given, taken] = [body as Record<string, unknown>, value as Record<string, unknown>];
  let unknown: string[] | undefined;
  for (const name of Object.keys(given)) {
    if (!names.has(name)) (unknown ??= []).push(name);
    // null says "nothing", as a missing field does: many clients cannot leave a field out.
    else if (given[name] !== null && given[name] !== undefined) taken[name] = given[name];
  }
  let errors: FieldError[] | undefined;
  for (const { name, check } of fields) {
    const message = check(taken[name]);
    if (message !== undefined) (errors ??= []).push({ field: name, message });
  }
  const warnings = unknown === undefined ? NONE : warningsOf(unknown, [...names], path);
  return { value, errors: errors ?? NONE, warnings, unknown: unknown ?? NONE };
}

/** @throws DomainError `validation_failed` with all faults together */
export function requireBody<T extends object>(Body: new () => T, body: unknown): T {
  const { value, errors } = readBody(Body, body);
  if (errors.length > 0) throw validationFailed(errors);
  return value;
}

function warningsOf(unknown: readonly string[], known: readonly string[], path: string): string[] {
  const warnings = unknown
    .slice(0, MAX_WARNINGS)
    .map((name) => `Unknown field "${path}${shorten(name)}" was dropped${closest(name, known)}`);
  const more = unknown.length - warnings.length;
  const where = path === '' ? '' : ` of ${path.slice(0, -1)}`;
  return more === 0 ? warnings : [...warnings, `${more} more unknown fields${where} were dropped`];
}

function describe(body: unknown): string {
  if (body === undefined) return 'nothing';
  if (body === null) return 'null';
  return Array.isArray(body) ? 'an array' : `a ${typeof body}`;
}

const shorten = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);
