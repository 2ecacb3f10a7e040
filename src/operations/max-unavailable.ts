import type { Rule } from '../platform/validation/rule.js';
import { notThis } from '../platform/validation/shown.js';
import { MAX_WORKERS } from './operation.js';

/** A limit on unavailable workers: a number, or a percentage of the selection. */
export interface UnavailableLimit {
  readonly count: number | null;
  readonly percent: number | null;
}

const PERCENTAGE = /^(\d{1,3})\s?%$/;
const COUNT = /^\d{1,6}$/;

/** A number of workers, or a percentage such as `10%`. */
export const unavailableRule: Rule = {
  schema: { oneOf: [{ type: 'integer', minimum: 1, maximum: MAX_WORKERS }, { type: 'string' }] },
  check: (value) => {
    const { count, percent } = readLimit(value);
    if (count !== null && count >= 1 && count <= MAX_WORKERS) return undefined;
    if (percent !== null && percent >= 1 && percent <= 100) return undefined;
    return `Max unavailable must be a number of workers of at least 1, or a percentage from 1% to 100%${notThis(value)}`;
  },
};

/** Reads a limit that may be invalid. */
export function readLimit(value: unknown): UnavailableLimit {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const percent = PERCENTAGE.exec(text)?.[1];
  if (percent !== undefined) return { count: null, percent: Number(percent) };
  return { count: COUNT.test(text) ? Number(text) : null, percent: null };
}
