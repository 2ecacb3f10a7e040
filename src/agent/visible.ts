/**
 * Characters that a terminal obeys instead of showing: controls (C0, DEL, C1), marks that change the text direction,
 * and line separators.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Those of them that JSON.stringify() does not escape. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Escapes text from others, so that a terminal shows it on one line: `\u202e`, `\n`; a tab becomes a space. */
export const visible = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => {
    if (found === '\t') return ' ';
    return found === '\n' ? '\\n' : escaped(found);
  });

/** Whether a text contains such a character. */
export const hasUnsafe = (text: string): boolean => text.search(UNSAFE) >= 0;

/** Escapes each line of a text, such as a stack trace. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** Escapes the characters in JSON that a terminal obeys; the value stays the same. */
export const visibleJson = (json: string): string => json.replaceAll(UNSAFE_IN_JSON, escaped);
