/** Control and format characters (escape sequences, bidi, zero width), line separators and broken Unicode. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Whether the text holds nothing that a terminal or a log would act on instead of showing it. */
export const isPlain = (text: string): boolean => text.search(UNSEEN) < 0;

/** Returns the text of others without such characters, cut to so many characters. */
export function plainText(text: string, max: number): string {
  return [...text.replaceAll(UNSEEN, '')].slice(0, max).join('').trim();
}
