import { StartError } from '../errors/start-error.js';
import { isObject } from '../validation/is-object.js';
import { closest } from './closest.js';

/**
 * Refuses options that are no object or have unknown names.
 * @param of where they are given, for the message
 * @throws StartError
 */
export function requireOptions(given: unknown, known: readonly string[], of: string): void {
  if (!isObject(given))
    throw new StartError(`${of} takes an object of options; got ${shown(given)}.`, listed(known));
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new StartError(
      `${of} has no option ${JSON.stringify(unknown)}${closest(unknown, known)}.`.replace('?.', '?'),
      listed(known),
    );
}

const listed = (known: readonly string[]): string => `The options are ${known.join(', ')}.`;

/** @throws StartError for an option that is given and neither true nor false */
export function requireBoolean(name: string, given: unknown): void {
  if (given === undefined || typeof given === 'boolean') return;
  throw new StartError(`The option ${name} is ${shown(given)}.`, `Set ${name} to true or false.`);
}

/** @throws StartError for an option that is given and no path without slashes at its ends */
export function requirePath(name: string, given: unknown): void {
  if (given === undefined || (typeof given === 'string' && /^[\w.~-]+(\/[\w.~-]+)*$/.test(given))) return;
  throw new StartError(
    `The option ${name} is ${shown(given)}, which is not a path.`,
    `Use letters, digits, ".", "_", "~" and "-", with slashes only between them: ${name}: 'internal/workers'.`,
  );
}

/** Describes a value in a message: what it is, not what is in it, which may be secret. */
export function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.slice(0, 100));
  if (Array.isArray(given)) return 'an array';
  if (typeof given === 'object' && given !== null) return 'an object';
  return typeof given === 'function' ? 'a function' : String(given);
}
