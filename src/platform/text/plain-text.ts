/** Control and format characters (escape sequences, bidi, zero width), line separators and broken Unicode. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Whether the text contains nothing that a terminal or a log would interpret instead of showing it. */
export const isPlain = (text: string): boolean => text.search(UNSEEN) < 0;

/** Nearly all texts, found faster than the others. */
const PLAIN_ASCII = /^[ -~]*$/;

/** Returns foreign text without such characters, cut to a number of characters. */
export function plainText(text: string, max: number): string {
  if (text.length <= max && PLAIN_ASCII.test(text)) return text.trim();
  return [...text.replaceAll(UNSEEN, '')].slice(0, max).join('').trim();
}
