import { closest } from '../config/closest.js';
import type { FieldError } from '../errors/domain-error.js';
import { switchNames } from './field.js';

/** Unknown fields that an answer names; a body can hold a hundred thousand of them. */
export const MAX_WARNINGS = 20;

/** Options that narrow what a command does. The switches of all routes are added to them. */
const LIMITS = [
  'bootId',
  'incarnation',
  'until',
  'deadline',
  'limit',
  'maxUnavailable',
  'zone',
  'tag',
  'tags',
  'workerId',
  'workerIds',
];

/** What other services call a rehearsal of a command. */
const REHEARSALS = ['dry', 'rehearse', 'simulate', 'preview', 'noop', 'whatIf', 'validateOnly', 'checkOnly'];

/** Names this short have neighbours by chance: `day` is not a slip of `dry`. */
const SHORT = 5;
/** Longer names are no slips of any option. */
const LONG = 60;

/** What becomes of unknown names. */
export interface JudgedNames {
  /** Those that may be meant as an option. */
  readonly faults: readonly FieldError[];
  /** All others: they are dropped. */
  readonly warnings: readonly string[];
}

const NONE: JudgedNames = { faults: [], warnings: [] };

/**
 * Distinguishes unknown names that can be dropped from those that may be meant as an option: they resemble a known name, or are
 * an option elsewhere that averts or narrows what a command does. A newer client may send the former to an older server;
 * a command that ignores the latter does harm.
 * @param what the unknown names are: "field", "query parameter"
 * @param hint what to add for a name that belongs elsewhere: "; it is a query parameter"
 */
export function judgeNames(
  unknown: readonly string[],
  known: readonly string[],
  what: string,
  hint: (name: string) => string = () => '',
): JudgedNames {
  if (unknown.length === 0) return NONE;
  if (unknown.length > MAX_WARNINGS) {
    const message = `${unknown.length} unknown ${what}s, such as "${shorten(unknown[0]!)}"`;
    return { faults: [{ field: unknown[0]!, message }], warnings: [] };
  }
  const faults: FieldError[] = [];
  const warnings: string[] = [];
  for (const name of unknown) {
    const named = `Unknown ${what} "${shorten(name)}"`;
    const meant = name.length > LONG ? '' : hint(name) || meaningOf(name, known);
    if (meant === '') warnings.push(`${named} was dropped`);
    else faults.push({ field: name, message: `${named}${meant}` });
  }
  return { faults, warnings };
}

const meaningOf = (name: string, known: readonly string[]): string =>
  closest(name, known) || (isSafetyOption(name) ? '; there is no such option here' : '');

const isSafetyOption = (name: string): boolean =>
  closest(name, [...switchNames(), ...LIMITS, ...REHEARSALS], name.length < SHORT ? 0 : 1) !== '';

/** Also of a name that cannot be stored or shown as it is. */
export const shorten = (name: string): string =>
  (name.length > LONG ? `${name.slice(0, LONG)}…` : name).toWellFormed();
