import { textFrame } from './text-frame.js';

describe('A text as one frame', () => {
  it.each([
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ])('of %i bytes has its length in its head', (length, head) => {
    const frame = textFrame('x'.repeat(length));
    expect(frame.toString('hex', 0, head.length / 2)).toBe(head);
    expect(frame.toString('utf8', head.length / 2)).toBe('x'.repeat(length));
  });

  it('is UTF-8, and its length that of the bytes', () => {
    expect(textFrame('Gruß €')).toEqual(Buffer.from([0x81, 9, ...Buffer.from('Gruß €')]));
  });
});
