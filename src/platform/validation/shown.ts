/** Maximum number of characters of a value in an error. */
const LONG = 100;

/** Characters that change how a terminal or a page shows those around them. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** Returns a value of a request as errors name it: as JSON, shortened; lists and objects by their kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const json = JSON.stringify(value.slice(0, LONG).toWellFormed()).replace(INVISIBLE, escaped);
    return json.length > LONG ? `${json.slice(0, LONG).toWellFormed()}…` : json;
  }
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Completes the message of an error with the value that was wrong. */
export const notThis = (value: unknown): string => `, not ${shown(value)}`;
