/** A key as programs name it: a printable character, or one of these. */
export type Key = string;

const SEQUENCES: Readonly<Record<string, Key>> = {
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  '\x1b[Z': 'back-tab',
  '\x1b': 'escape',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x03': 'ctrl-c',
};

/** Text that is pasted is cut to this. */
const MOST_CHARACTERS = 256;

/** Returns the keys of what a terminal sent; unknown control sequences are left out. */
export function keysIn(sent: string): Key[] {
  const known = SEQUENCES[sent];
  if (known !== undefined) return [known];
  // oxlint-disable-next-line no-control-regex -- What terminals send for keys.
  const parts = sent.slice(0, MOST_CHARACTERS).match(/\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Z])?|[^\x1b]/gu) ?? [];
  return parts.flatMap((part) => SEQUENCES[part] ?? (/^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(part) ? part : []));
}
