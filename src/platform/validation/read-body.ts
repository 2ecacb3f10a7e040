import type { FieldError } from '../errors/domain-error.js';
import { closest } from '../config/closest.js';
import { shapeOf } from './field.js';

/** So many unknown fields are named; a body can hold a hundred thousand of them. */
export const MAX_WARNINGS = 20;

/** A body as its class describes it, and what was wrong with it. */
export interface ReadBody<T> {
  readonly value: T;
  readonly errors: readonly FieldError[];
  /** Unknown fields, dropped and named: an old server takes a newer client, and a typing error is seen. */
  readonly warnings: readonly string[];
  /** The names of those fields. */
  readonly unknown: readonly string[];
}

/** How a value is read that is a part of a body, or of which more is known. */
export interface Reading {
  /** What warnings put before the name of a field: `reconnect.` */
  readonly path?: string;
  /** Where an unknown field belongs instead: "it is reported by heartbeats". */
  readonly elsewhere?: (name: string) => string | undefined;
}

const NONE: readonly never[] = [];

/** Takes the known fields of a JSON value and checks them all; nothing is thrown. */
export function readBody<T extends object>(
  Body: new () => T,
  body: unknown,
  reading: Reading = {},
): ReadBody<T> {
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
  for (const { name, check, meaning } of fields) {
    if (check(taken[name]) === undefined) continue;
    // Only what does not fit as it is costs a second look.
    const meant = meaning?.(taken[name]);
    if (meant !== undefined) taken[name] = meant;
    const message = check(taken[name]);
    if (message !== undefined) (errors ??= []).push({ field: name, message });
  }
  const warnings = unknown === undefined ? NONE : warningsOf(unknown, [...names], reading);
  return { value, errors: errors ?? NONE, warnings, unknown: unknown ?? NONE };
}

function warningsOf(
  unknown: readonly string[],
  known: readonly string[],
  { path = '', elsewhere }: Reading,
): string[] {
  const hint = (name: string): string => {
    const place = elsewhere?.(name);
    return place === undefined ? closest(name, known) : `; ${place}`;
  };
  const warnings = unknown
    .slice(0, MAX_WARNINGS)
    .map((name) => `Unknown field "${path}${shorten(name)}" was dropped${hint(name)}`);
  const more = unknown.length - warnings.length;
  const where = path === '' ? '' : ` of ${path.slice(0, -1)}`;
  return more === 0 ? warnings : [...warnings, `${more} more unknown fields${where} were dropped`];
}

function describe(body: unknown): string {
  if (body === undefined) return 'nothing';
  if (body === null) return 'null';
  return Array.isArray(body) ? 'an array' : `a ${typeof body}`;
}

/** Also of a name that cannot be stored or shown as it is. */
export const shorten = (name: string): string =>
  (name.length > 60 ? `${name.slice(0, 60)}…` : name).toWellFormed();
