import { notThis, shown } from './shown.js';

/** What one field must be: the check with its message, and the same bounds as an OpenAPI schema. */
export interface Rule {
  /** Returns what is wrong with the value, or undefined if it is valid. */
  readonly check: (value: unknown) => string | undefined;
  /**
   * Converts a value that fails the check if it has only one possible meaning, such as the number in "8080";
   * else returns undefined. The result is checked again. Valid values are never passed here, so that reading
   * a valid body costs nothing more.
   */
  readonly meaning?: (value: unknown) => unknown;
  /**
   * Returns the valid part of a value, for bodies that keep it and drop the rest; undefined if there is none.
   */
  readonly salvage?: (value: unknown) => Salvaged | undefined;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The valid part of a value. */
export interface Salvaged {
  readonly value: unknown;
  /** What was done to the value, to be put after the name of its field: "was cut to 1000 characters". */
  readonly loss: string;
}

/** Returns the value if it is valid, else its conversion; the value itself if there is none. */
export function meant({ check, meaning }: Pick<Rule, 'check' | 'meaning'>, value: unknown): unknown {
  return check(value) === undefined ? value : (meaning?.(value) ?? value);
}

/** PostgreSQL's `integer`; every whole number of the API is stored in one. */
export const INT_MAX = 2_147_483_647;

/** PostgreSQL cannot store NUL, and UTF-8 cannot encode lone surrogates. */
export const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed();

interface TextBounds {
  max: number;
  /** `must` completes the message "Worker ID ___". */
  pattern?: { matches: RegExp; must: string };
  /** Whether the beginning of a text that is too long is worth keeping if a body keeps valid parts. */
  cut?: boolean;
}

export function text(label: string, { max, pattern, cut = false }: TextBounds): Rule {
  return {
    ...(cut && { salvage: cutTo(max) }),
    schema: {
      type: 'string',
      maxLength: max,
      ...(pattern === undefined ? {} : { pattern: pattern.matches.source }),
    },
    check: (value) => {
      if (typeof value !== 'string') return `${label} must be text${notThis(value)}`;
      if (!isStorable(value)) return `${label} must not contain NUL characters or broken Unicode`;
      if (value.length > max) return `${label} must be at most ${max} characters, not ${value.length}`;
      if (pattern !== undefined && !pattern.matches.test(value))
        return `${label} ${shown(value)} ${pattern.must}`;
      return undefined;
    },
  };
}

/** Text that YAML and JSON read as a number if it is not in quotes; `1.10` would lose its zero. */
export function quotedText(label: string, max: number): Rule {
  const rule = text(label, { max });
  return {
    ...rule,
    check: (value) =>
      typeof value === 'number'
        ? `${label} must be text${notThis(value)}: put it in quotes, as in "1.10"`
        : rule.check(value),
  };
}

/** Shortens text that is too long, and replaces characters that cannot be stored. */
const cutTo =
  (max: number) =>
  (value: unknown): Salvaged | undefined => {
    if (typeof value !== 'string') return undefined;
    const kept = value
      .slice(0, splitsPair(value, max) ? max - 1 : max)
      .replaceAll('\0', '\uFFFD')
      .toWellFormed();
    const loss =
      value.length > max
        ? `was cut to ${max} characters of ${value.length}`
        : 'had NUL characters or broken Unicode, which were replaced';
    return { value: kept, loss };
  };

/** Whether a cut there would leave half of a character that takes two units of UTF-16. */
const splitsPair = (value: string, at: number): boolean =>
  at < value.length && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(value.slice(at - 1, at + 1));

interface NumberBounds {
  min: number;
  /** Infinity if the bound is a setting; `registration-limits.ts` checks that. */
  max?: number;
  /** Message for a number out of bounds, word for word; default: "… must be between min and max", and the number. */
  message?: string;
}

export function whole(label: string, { min, max = INT_MAX, message }: NumberBounds): Rule {
  return {
    schema: { type: 'integer', minimum: min, ...(max === Infinity ? {} : { maximum: max }) },
    meaning: wholeIn,
    check: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return notWhole(label, value);
      if (value < min || value > max)
        return message ?? `${label} must be between ${min} and ${max}${notThis(value)}`;
      return Number.isInteger(value) ? undefined : notWhole(label, value);
    },
  };
}

const notWhole = (label: string, value: unknown): string =>
  `${label} must be a whole number${notThis(value)}`;

/** A whole number written as text, as shell scripts and spreadsheets do. */
const wholeIn = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : undefined;

const numberIn = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\s*[+-]?\d{1,15}(?:\.\d{1,15})?\s*$/.test(value) ? Number(value) : undefined;

/** Without bounds if they are settings; `registration-limits.ts` checks those. */
export function real(label: string, bounds?: { min: number; max: number }): Rule {
  return {
    schema: { type: 'number', ...(bounds === undefined ? {} : { minimum: bounds.min, maximum: bounds.max }) },
    meaning: numberIn,
    check: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value))
        return `${label} must be a number${notThis(value)}`;
      if (bounds === undefined || (value >= bounds.min && value <= bounds.max)) return undefined;
      return `${label} must be between ${bounds.min} and ${bounds.max}${notThis(value)}`;
    },
  };
}

/** PostgreSQL's `real`. */
const REAL_MAX = 3.4e38;

/** A number of at least 0; percentages of processes on several cores exceed 100. */
export function notNegative(label: string): Rule {
  return {
    schema: { type: 'number', minimum: 0 },
    meaning: numberIn,
    check: (value) =>
      typeof value === 'number' && value >= 0 && value <= REAL_MAX
        ? undefined
        : `${label} must be a number of at least 0${notThis(value)}`,
  };
}

export function flag(label: string): Rule {
  return {
    schema: { type: 'boolean' },
    meaning: (value) => {
      const word = wordIn(value);
      return word === 'true' || (word === 'false' ? false : undefined);
    },
    check: (value) =>
      typeof value === 'boolean' ? undefined : `${label} must be true or false${notThis(value)}`,
  };
}

export function choice(label: string, values: readonly string[]): Rule {
  return {
    schema: { type: 'string', enum: [...values] },
    meaning: inAnyCase(values),
    check: (value) =>
      values.includes(value as string)
        ? undefined
        : `${label} must be one of ${values.join(', ')}${notThis(value)}`,
  };
}

const wordIn = (value: unknown): string => (typeof value === 'string' ? value.trim().toLowerCase() : '');

/** Finds the enum value that a text names in any case. */
export const inAnyCase =
  (values: readonly string[]) =>
  (value: unknown): string | undefined => {
    const word = wordIn(value);
    return values.find((each) => each.toLowerCase() === word);
  };

/** A list whose items all match the rule of its items. */
export function listOf(label: string, item: Rule, max: number): Rule {
  return {
    schema: { type: 'array', items: item.schema, maxItems: max },
    meaning: (value) =>
      Array.isArray(value) && value.length <= max ? value.map((each) => meant(item, each)) : undefined,
    salvage: (value) => {
      if (!Array.isArray(value)) return undefined;
      const good = value.map((each) => meant(item, each)).filter((each) => item.check(each) === undefined);
      const kept = good.slice(0, max);
      return { value: kept, loss: `lost ${value.length - kept.length} of ${value.length} items` };
    },
    check: (value) => {
      if (!Array.isArray(value)) return `${label} must be a list${notThis(value)}`;
      if (value.length > max) return `${label} must be at most ${max}, not ${value.length}`;
      return value.map((each) => item.check(each)).find((fault) => fault !== undefined);
    },
  };
}
