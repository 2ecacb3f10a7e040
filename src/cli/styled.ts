import { visible } from '../agent/visible.js';

/** Text for a terminal that may contain our own colours, and in which all text of others is escaped. */
export class Styled {
  private constructor(readonly ansi: string) {}

  /** @param paint colours escaped text */
  static painted(text: Text, paint: (ansi: string) => string): Styled {
    return new Styled(paint(ansiOf(text)));
  }

  /** @param ansi built only from Styled texts and our own words */
  static trusted(ansi: string): Styled {
    return new Styled(ansi);
  }
}

/** A plain string is never trusted: its control characters are escaped on output. */
export type Text = string | Styled;

export const ansiOf = (text: Text): string => (text instanceof Styled ? text.ansi : visible(text));

/** A text of our own words, with the values of others escaped: `` styled`${green('✓')} ${worker}` ``. */
export function styled(words: TemplateStringsArray, ...values: readonly (Text | number)[]): Styled {
  const parts = words.map((word, at) => {
    const value = values[at];
    return word + (value === undefined ? '' : ansiOf(typeof value === 'number' ? String(value) : value));
  });
  return Styled.trusted(parts.join(''));
}
