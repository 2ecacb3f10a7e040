/** What a terminal obeys instead of showing it: controls (C0, DEL, C1), marks that turn the direction of text, and line separators. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** What JSON.stringify() leaves as it is of these. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of others as a line that a terminal shows and does not obey: `\u202e`, `\n`; a tab becomes a space. */
export const visible = (text: string): string =>
  text.replaceAll(UNSAFE, (found) => {
    if (found === '\t') return ' ';
    return found === '\n' ? '\\n' : escaped(found);
  });

/** The same where lines may follow each other, as in a stack trace. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** The same JSON, with nothing in its strings that a terminal obeys. */
export const visibleJson = (json: string): string => json.replaceAll(UNSAFE_IN_JSON, escaped);
