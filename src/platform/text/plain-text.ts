/** Control and format characters (escape sequences, bidi, zero width), line separators and broken Unicode. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Whether the text contains nothing that a terminal or a log would interpret instead of showing it. */
export const isPlain = (text: string): boolean => text.search(UNSEEN) < 0;

/** Returns foreign text without such characters, cut to a number of characters. */
export function plainText(text: string, max: number): string {
  return [...text.replaceAll(UNSEEN, '')].slice(0, max).join('').trim();
}
