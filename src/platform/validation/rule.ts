/** What one field must be: the check with its sentence, and the same bounds as an OpenAPI schema. */
export interface Rule {
  /** The sentence that tells what is wrong with the value, or undefined where it fits. */
  readonly check: (value: unknown) => string | undefined;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** PostgreSQL's `integer`; every whole number of ours is stored in one. */
export const INT_MAX = 2_147_483_647;

/** PostgreSQL stores no NUL and UTF-8 has no lone surrogates. */
export const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed();

interface TextBounds {
  max: number;
  /** With the sentence that completes "Worker ID ___". */
  pattern?: { matches: RegExp; must: string };
}

export function text(label: string, { max, pattern }: TextBounds): Rule {
  return {
    schema: {
      type: 'string',
      maxLength: max,
      ...(pattern === undefined ? {} : { pattern: pattern.matches.source }),
    },
    check: (value) => {
      if (typeof value !== 'string') return `${label} must be text`;
      if (!isStorable(value)) return `${label} must not contain NUL characters or broken Unicode`;
      if (value.length > max) return `${label} must be at most ${max} characters, not ${value.length}`;
      if (pattern !== undefined && !pattern.matches.test(value)) return `${label} ${pattern.must}`;
      return undefined;
    },
  };
}

interface NumberBounds {
  min: number;
  /** Infinity where the bound is a setting; `registration-limits.ts` checks that. */
  max?: number;
  /** The sentence where the number is out of its bounds; "… must be between min and max" where left out. */
  message?: string;
}

export function whole(label: string, { min, max = INT_MAX, message }: NumberBounds): Rule {
  return {
    schema: { type: 'integer', minimum: min, ...(max === Infinity ? {} : { maximum: max }) },
    check: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return `${label} must be a whole number`;
      if (value < min || value > max) return message ?? `${label} must be between ${min} and ${max}`;
      return Number.isInteger(value) ? undefined : `${label} must be a whole number`;
    },
  };
}

/** Without bounds where they are settings; `registration-limits.ts` checks those. */
export function real(label: string, bounds?: { min: number; max: number }): Rule {
  return {
    schema: { type: 'number', ...(bounds === undefined ? {} : { minimum: bounds.min, maximum: bounds.max }) },
    check: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return `${label} must be a number`;
      if (bounds === undefined || (value >= bounds.min && value <= bounds.max)) return undefined;
      return `${label} must be between ${bounds.min} and ${bounds.max}`;
    },
  };
}

export function flag(label: string): Rule {
  return {
    schema: { type: 'boolean' },
    check: (value) => (typeof value === 'boolean' ? undefined : `${label} must be true or false`),
  };
}

export function choice(label: string, values: readonly string[]): Rule {
  return {
    schema: { type: 'string', enum: [...values] },
    check: (value) =>
      values.includes(value as string) ? undefined : `${label} must be one of ${values.join(', ')}`,
  };
}

/** A list whose every item fits the rule of its items. */
export function listOf(label: string, item: Rule, max: number): Rule {
  return {
    schema: { type: 'array', items: item.schema, maxItems: max },
    check: (value) => {
      if (!Array.isArray(value)) return `${label} must be a list`;
      if (value.length > max) return `${label} must be at most ${max}, not ${value.length}`;
      return value.map((each) => item.check(each)).find((fault) => fault !== undefined);
    },
  };
}
