import { isObject } from './is-object.js';
import type { FieldError } from '../errors/domain-error.js';
import { closest } from '../config/closest.js';
import { shapeOf } from './field.js';
import { MAX_WARNINGS, shorten } from './unknown-names.js';

/** A body read according to its class, and its faults. */
export interface ReadBody<T> {
  readonly value: T;
  readonly errors: readonly FieldError[];
  /**
   * Warnings about unknown fields, which are dropped: an old server accepts a newer client, and typing errors
   * are visible.
   */
  readonly warnings: readonly string[];
  /** The names of those fields. */
  readonly unknown: readonly string[];
}

/** How to read a value that is part of a body, or about which more is known. */
export interface Reading {
  /** Prefix of field names in warnings: `reconnect.` */
  readonly path?: string;
  /** Where an unknown field belongs instead: "it is reported by heartbeats". */
  readonly elsewhere?: (name: string) => string | undefined;
}

const NONE: readonly never[] = [];

/** Reads the known fields of a JSON value and checks all of them; never throws. */
export function readBody<T extends object>(
  Body: new () => T,
  body: unknown,
  reading: Reading = {},
): ReadBody<T> {
  const value = new Body();
  if (!isObject(body)) {
    const message = `The body must be a JSON object, not ${describe(body)}`;
    return { value, errors: [{ field: '', message }], warnings: NONE, unknown: NONE };
  }
  const { fields, names, listed } = shapeOf(Body);
  const [given, taken] = [body, value as Record<string, unknown>];
  let unknown: string[] | undefined;
  for (const name of Object.keys(given)) {
    if (!names.has(name)) (unknown ??= []).push(name);
    // null means "no value", like a missing field: many clients cannot omit a field.
    else if (given[name] !== null && given[name] !== undefined) taken[name] = given[name];
  }
  let errors: FieldError[] | undefined;
  for (const { name, check, meaning } of fields) {
    if (check(taken[name]) === undefined) continue;
    // Only values that fail the check are examined further.
    const meant = meaning?.(taken[name]);
    if (meant !== undefined) taken[name] = meant;
    const message = check(taken[name]);
    if (message !== undefined) (errors ??= []).push({ field: name, message });
  }
  const warnings = unknown === undefined ? NONE : warningsOf(unknown, listed, reading);
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
