import { shown } from './shown.js';

describe('A value in an error', () => {
  it.each([
    ['a "b"', String.raw`"a \"b\""`],
    ['x'.repeat(101), `"${'x'.repeat(99)}…`],
    ['a\u202eb\u001b\ud800', String.raw`"a\u{202e}b\u001b�"`],
    [1.5, '1.5'],
    [Infinity, 'Infinity'],
    [true, 'true'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
    [null, 'null'],
  ])('%j is %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});
