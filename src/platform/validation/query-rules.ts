import { closest } from '../config/closest.js';
import { notThis } from './shown.js';
import { meant, type Rule } from './rule.js';
import { shorten } from './unknown-names.js';

/** Values of one query parameter: separated by commas, or the parameter repeated. */
export const valuesOf = (given: string | string[] | undefined): string[] =>
  (Array.isArray(given) ? given : [given ?? ''])
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');

const isQueryText = (value: unknown): value is string | string[] =>
  typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));

const namesOf = ({ schema: { enum: values } }: Rule): string =>
  Array.isArray(values) ? `: name at least one of ${values.join(', ')}` : '';

/** Values that must all match the rule; at least one. */
export function valuesIn(label: string, item: Rule): Rule {
  return {
    schema: { type: 'array', items: item.schema },
    meaning: (value) => (isQueryText(value) ? valuesOf(value).map((each) => meant(item, each)) : undefined),
    check: (value) => {
      if (!isQueryText(value)) return `${label} must be text${notThis(value)}`;
      const { length } = valuesOf(value);
      if (length === 0) return `${label} must not be empty${namesOf(item)}`;
      if (length > 20) return `${label} must be at most 20 values, not ${length}`;
      return valuesOf(value)
        .map((each) => item.check(each))
        .find((fault) => fault !== undefined);
    },
  };
}

/** Some names out of many; at least one. */
export function namesIn(label: string, known: readonly string[]): Rule {
  return {
    schema: { type: 'array', items: { type: 'string', enum: [...known] } },
    check: (value) => {
      if (!isQueryText(value)) return `${label} must be text${notThis(value)}`;
      const names = valuesOf(value);
      if (names.length === 0) return `${label} must not be empty: name at least one of ${known.join(', ')}`;
      const unknown = names.find((name) => !known.includes(name));
      if (unknown === undefined) return undefined;
      const meant = closest(unknown, known) || `; name some of ${known.join(', ')}`;
      return `${label} has an unknown name "${shorten(unknown)}"${meant}`;
    },
  };
}

/** A whole number, as written in a query or given in code. */
export function digits(label: string, min: number, max: number): Rule {
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    check: (value) => {
      const isWhole = Number.isInteger(value) || (typeof value === 'string' && /^\d{1,10}$/.test(value));
      const fits = isWhole && Number(value) >= min && Number(value) <= max;
      return fits ? undefined : `${label} must be a whole number between ${min} and ${max}${notThis(value)}`;
    },
  };
}

/** Rows per page: the maximum and the default. */
export const MAX_PAGE = 1000;
export const DEFAULT_PAGE = 100;
