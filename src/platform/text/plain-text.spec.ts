import { isPlain, plainText, visibleText } from './plain-text.js';

describe('Text from others', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '[31mred'],
    ['a line break', 'a\r\nb', 'ab'],
    ['NUL', 'a\0b', 'ab'],
    ['a C1 control', 'a\u009bb', 'ab'],
    ['bidi', 'a\u202eb\u2066c', 'abc'],
    ['zero width', 'a\u200bb\ufeffc', 'abc'],
    ['the separator of the journal', 'a\u001fb', 'ab'],
    ['half a character', 'a\ud83db', 'ab'],
  ])('is shown without %s', (_, text, plain) => {
    expect([isPlain(text), plainText(text, 200), isPlain(plain)]).toEqual([false, plain, true]);
  });

  it('is escaped where different texts have to stay different', () => {
    const texts = ['a\u001bb', 'ab', String.raw`a\u001bb`, 'a\u202eb', 'a\u{e0041}b', String.raw`a\b`];
    expect(texts.map((text) => visibleText(text, 200))).toEqual([
      String.raw`a\u001bb`,
      'ab',
      String.raw`a\\u001bb`,
      String.raw`a\u202eb`,
      String.raw`a\ue0041b`,
      String.raw`a\b`,
    ]);
    expect(visibleText('a\nb', 3)).toBe(String.raw`a\u`);
  });

  it('keeps ordinary text, cut by whole characters', () => {
    expect(plainText('Zoë 😀 東京', 5)).toBe('Zoë 😀');
    expect(isPlain('Zoë 😀 東京')).toBe(true);
  });
});
