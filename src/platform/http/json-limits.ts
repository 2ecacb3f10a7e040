/** Shorter texts are parsed in a millisecond or two, whatever they contain. */
const SHORT = 16 * 1024;

const MOST_LEVELS = 100;

/** More than any body of the API needs: a registration may name 10,000 jobs. */
const MOST_VALUES = 25_000;

/** More than `capabilities` has room for. An object with many fields takes much longer than a list. */
const MOST_FIELDS = 5000;

const [QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
] as const;

/**
 * Returns why a JSON text would take too long to parse, or undefined. Depth and the number of values
 * determine how long `JSON.parse` blocks the event loop: a mebibyte of brackets takes a hundred times as long
 * as a mebibyte of text.
 * @param mostFields more, for a body of many items
 */
export function exceededLimit(text: Uint8Array, mostFields = MOST_FIELDS): string | undefined {
  if (text.length <= SHORT) return undefined;
  const mostValues = Math.max(MOST_VALUES, mostFields);
  let [levels, values, fields] = [0, 1, 0];
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === QUOTE) at = endOfString(text, at);
    else if (byte === COMMA) values += 1;
    else if (byte === COLON) fields += 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) levels += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) levels -= 1;
    if (levels > MOST_LEVELS) return `nested more than ${MOST_LEVELS} levels deep`;
    if (fields > mostFields) return `made of more than ${mostFields.toLocaleString('en')} fields`;
    if (values > mostValues) return `made of more than ${mostValues.toLocaleString('en')} values`;
  }
  return undefined;
}

/** Returns the position of the closing quote, or the end of the text. */
function endOfString(text: Uint8Array, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}
