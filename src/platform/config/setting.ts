import { z } from 'zod';

/** One setting: how its text is read, its default, and its sentence in the documentation. */
export interface Setting<T> {
  readonly schema: z.ZodType<T>;
  /** undefined: unset by default. */
  readonly fallback: T;
  /** Unit and bounds as text: "a number (minutes) from 0.001". Completes the sentence "… must be ___". */
  readonly takes: string;
  readonly meaning: string;
  /** Excluded from logs and `GET /config`. */
  readonly secret: boolean;
  /**
   * Names of its parts, if it has some: the schema says what each must be, and faults are reported per part.
   */
  readonly parts?: readonly string[];
}

interface Numeric {
  unit: string;
  min: number;
  max?: number;
  whole?: boolean;
}

export function numeric(
  fallback: number,
  { unit, min, max, whole }: Numeric,
  meaning: string,
): Setting<number> {
  const base = z.preprocess(textToNumber, whole === false ? z.number() : z.int());
  const schema = base.refine((value) => value >= min && (max === undefined || value <= max));
  const range = max === undefined ? `from ${min}` : `from ${min} to ${max}`;
  const kind = whole === false ? 'a number' : 'a whole number';
  return { schema, fallback, takes: `${kind} (${unit}) ${range}`, meaning, secret: false };
}

/** A year: the maximum of every `-minutes` key. */
export const MAX_MINUTES = 525_600;

/** The maximum of a timer in Node.js: with more it would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** The same in whole minutes. */
export const MAX_TIMER_MINUTES = Math.floor(MAX_TIMER_MS / 60_000);

/** Every `-minutes` key accepts fractions, so that tests and demonstrations can run in seconds. */
export const minutes = (fallback: number, meaning: string, max = MAX_MINUTES): Setting<number> =>
  numeric(fallback, { unit: 'minutes', min: 0.001, max, whole: false }, meaning);

/** Intervals start at 100 ms: with less, runs of a duty would overlap. */
export const intervalMs = (fallback: number, meaning: string): Setting<number> =>
  numeric(fallback, { unit: 'milliseconds', min: 100, max: MAX_TIMER_MS }, meaning);

export function flag(fallback: boolean, meaning: string): Setting<boolean> {
  const schema = z.union([z.boolean(), z.stringbool()]);
  return { schema, fallback, takes: 'true or false', meaning, secret: false };
}

/** The same without a default, for settings where unset has a meaning of its own. */
export function optionalFlag(meaning: string): Setting<boolean | undefined> {
  const schema = z.union([z.boolean(), z.stringbool()]).optional();
  return { schema, fallback: undefined, takes: 'true or false', meaning, secret: false };
}

export function oneOf<const T extends string>(
  fallback: T,
  values: readonly T[],
  meaning: string,
): Setting<T> {
  return { schema: z.enum(values), fallback, takes: `one of ${values.join(', ')}`, meaning, secret: false };
}

/** The same without a default, for settings where unset has a meaning of its own. */
export function optionalOneOf<const T extends string>(
  values: readonly T[],
  meaning: string,
): Setting<T | undefined> {
  const schema = z.enum(values).optional();
  return { schema, fallback: undefined, takes: `one of ${values.join(', ')}`, meaning, secret: false };
}

export function text(fallback: string, takes: string, meaning: string): Setting<string> {
  return { schema: z.string().trim().min(1), fallback, takes, meaning, secret: false };
}

/** A name in PostgreSQL that needs no quotes, and leaves room for what is appended to it. */
export function identifier(fallback: string, meaning: string): Setting<string> {
  const schema = z.string().regex(/^(?!pg|information_schema$)[a-z][a-z0-9_]{0,39}$/);
  const takes =
    'up to 40 lower-case letters, digits and underscores that begin with a letter, and not with pg; not information_schema';
  return { schema, fallback, takes, meaning, secret: false };
}

/** A text that is unset by default. */
export function optionalText(takes: string, meaning: string): Setting<string | undefined> {
  return { schema: z.string().trim().min(1).optional(), fallback: undefined, takes, meaning, secret: false };
}

/** A comma-separated text or a YAML list. */
export function list(
  fallback: readonly string[],
  takes: string,
  meaning: string,
): Setting<readonly string[]> {
  const schema = z.preprocess(splitCommas, z.array(z.string().trim().min(1)).readonly());
  return { schema, fallback: Object.freeze([...fallback]), takes, meaning, secret: false };
}

/** Whether all ports of a URL are valid; it may name several hosts. */
function hasPorts(url: string): boolean {
  const [, hosts = ''] = /^[^:]+:\/\/(?:[^/]*@)?([^/?#]*)/.exec(url) ?? [];
  return hosts.split(',').every((host) => {
    const [, port] = /^(?:\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? [undefined, 'none'];
    return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535);
  });
}

/** Whether an HTTP URL has a host; the other protocols have forms that are no URLs, such as several hosts. */
const hasHost = (url: string): boolean => !/^https?:/.test(url) || URL.canParse(url);

export function optionalUrl(protocols: readonly string[], meaning: string): Setting<string | undefined> {
  const schema = z
    .string()
    .trim()
    .refine(
      (value) =>
        protocols.some((protocol) => value.startsWith(`${protocol}://`)) && hasPorts(value) && hasHost(value),
    )
    .optional();
  const takes = `a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')} and has a number as its port, if any`;
  return { schema, fallback: undefined, takes, meaning, secret: true };
}

/** A secret text, long enough not to be guessed; unset by default. */
export function optionalSecret(minLength: number, meaning: string): Setting<string | undefined> {
  const schema = z.string().min(minLength).optional();
  const takes = `a text of at least ${minLength} characters`;
  return { schema, fallback: undefined, takes, meaning, secret: true };
}

/**
 * A YAML list or object, or the same as JSON in the environment. The messages of the schema complete "… must
 * be ___".
 */
export function structured<T>(
  fallback: T,
  schema: z.ZodType<T>,
  { takes, parts, secret = false }: { takes: string; parts: readonly string[]; secret?: boolean },
  meaning: string,
): Setting<T> {
  const read = z.preprocess(jsonToValue, schema);
  return { schema: read, fallback, takes, meaning, secret, parts };
}

function jsonToValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function textToNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

function splitCommas(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').filter((part) => part.trim() !== '') : value;
}
