import { visible } from '../agent/visible.js';

/** Text for a terminal that may hold colours of our own, and in which all text of others was made visible. */
export class Styled {
  private constructor(readonly ansi: string) {}

  /** @param paint puts colours around text that was made visible */
  static painted(text: Text, paint: (ansi: string) => string): Styled {
    return new Styled(paint(ansiOf(text)));
  }

  /** @param ansi made of Styled texts and of words of our own only */
  static trusted(ansi: string): Styled {
    return new Styled(ansi);
  }
}

/** A plain string is never trusted: where it is written, its control characters are made visible. */
export type Text = string | Styled;

export const ansiOf = (text: Text): string => (text instanceof Styled ? text.ansi : visible(text));

/** A text of our own words, with the values of others made visible: `` styled`${green('✓')} ${worker}` ``. */
export function styled(words: TemplateStringsArray, ...values: readonly (Text | number)[]): Styled {
  const parts = words.map((word, at) => {
    const value = values[at];
    return word + (value === undefined ? '' : ansiOf(typeof value === 'number' ? String(value) : value));
  });
  return Styled.trusted(parts.join(''));
}
