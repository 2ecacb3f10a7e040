/** Control and format characters (escape sequences, bidi, zero width), line separators and broken Unicode. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A backslash that would read as the begin of an escaped character. */
const AMBIGUOUS = /\\(?=u)/g;

/** Whether the text contains nothing that a terminal or a log would interpret instead of showing it. */
export const isPlain = (text: string): boolean => text.search(UNSEEN) < 0;

/** Nearly all texts, found faster than the others. */
const PLAIN_ASCII = /^[ -~]*$/;

/** Returns foreign text without such characters, cut to a number of characters. */
export function plainText(text: string, max: number): string {
  if (text.length <= max && PLAIN_ASCII.test(text)) return text.trim();
  return [...text.replaceAll(UNSEEN, '')].slice(0, max).join('').trim();
}

/** Returns foreign text with such characters escaped (`\u001b`), so that different texts stay different. */
export const visibleText = (text: string, max: number): string =>
  plainText(text.replaceAll(AMBIGUOUS, String.raw`\\`).replaceAll(UNSEEN, escaped), max);

const escaped = (character: string): string =>
  `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
