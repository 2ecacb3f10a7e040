import { fc } from '../support/chances.js';
import { hostileText } from './values.js';

/** Pieces of the file formats, combined at random. */
const piece = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  "'",
  '\n',
  '\r\n',
  '\n  ',
  '- ',
  '? ',
  '| ',
  '>',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!!set ',
  '!!binary x',
  '%',
  '---\n',
  '...\n',
  'workers:',
  'workerId',
  'null',
  '1e999',
  '0x1',
  '2026-02-30',
  '~',
  '\t',
  '\ufeff',
  '\u0000',
  '\\',
  '*',
  '&a [*a]',
  ';',
  '""',
);
const scribble = fc
  .array(fc.oneof({ arbitrary: piece, weight: 5 }, hostileText), { maxLength: 30 })
  .map((parts) => parts.join(''));

/** A text in which parts are changed, removed, or repeated. */
const spoilt = (sound: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...sound),
      fc.array(fc.record({ at: fc.nat(), dropped: fc.nat(8), added: fc.oneof(piece, hostileText) }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([text, changes]) =>
      changes.reduce((given, { at, dropped, added }) => {
        const place = at % (given.length + 1);
        return given.slice(0, place) + added + given.slice(place + dropped);
      }, text),
    );

/** Aliases of aliases: a few lines that expand to very many. */
const BOMB = Array.from(
  { length: 12 },
  (_, level) =>
    `- &b${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*b${level - 1}`)).join(', ')}]`,
).join('\n');

const extremes = fc.constantFrom(
  BOMB,
  `workers:\n${BOMB}`,
  '['.repeat(20_000),
  '{"a":'.repeat(20_000),
  '- '.repeat(5000),
  '&a [*a]',
  '- &a\n  name: *a\n',
  '- <<: 5\n',
  '- <<: [*a]\n',
);

/** Files that a person could pass: corrupted ones of the right format, and any other. */
export const filesLike = (...sound: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: spoilt(sound), weight: 6 },
    { arbitrary: scribble, weight: 3 },
    extremes,
    hostileText,
  );
