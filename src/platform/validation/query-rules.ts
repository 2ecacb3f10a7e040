import { inAnyCase, meant, type Rule } from './rule.js';

/** Values of one query parameter: separated by commas, or the parameter repeated. */
export const valuesOf = (given: string | string[] | undefined): string[] =>
  (Array.isArray(given) ? given : [given ?? ''])
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');

const isQueryText = (value: unknown): value is string | string[] =>
  typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));

/** Values that must all match the rule. */
export function valuesIn(label: string, item: Rule): Rule {
  return {
    schema: { type: 'array', items: item.schema },
    meaning: (value) => (isQueryText(value) ? valuesOf(value).map((each) => meant(item, each)) : undefined),
    check: (value) => {
      if (!isQueryText(value)) return `${label} must be text`;
      if (valuesOf(value).length > 20) return `${label} must be at most 20 values`;
      return valuesOf(value)
        .map((each) => item.check(each))
        .find((fault) => fault !== undefined);
    },
  };
}

/** Maximum length of a value in an error. */
const LONG = 100;

const shown = (value: unknown): string => {
  const json = JSON.stringify(value);
  return json.length > LONG ? `${json.slice(0, LONG)}…`.toWellFormed() : json;
};

/** A choice whose error names the invalid value. */
export function oneOf(label: string, values: readonly string[]): Rule {
  return {
    schema: { type: 'string', enum: [...values] },
    meaning: inAnyCase(values),
    check: (value) =>
      values.includes(value as string)
        ? undefined
        : `${label} must be one of ${values.join(', ')}, not ${shown(value)}`,
  };
}

/** A whole number, as written in a query or given in code. */
export function digits(label: string, min: number, max: number): Rule {
  return {
    schema: { type: 'integer', minimum: min, maximum: max },
    check: (value) => {
      const isWhole = Number.isInteger(value) || (typeof value === 'string' && /^\d{1,10}$/.test(value));
      const fits = isWhole && Number(value) >= min && Number(value) <= max;
      return fits ? undefined : `${label} must be a whole number between ${min} and ${max}`;
    },
  };
}

/** Rows per page: the maximum and the default. */
export const MAX_PAGE = 1000;
export const DEFAULT_PAGE = 100;
