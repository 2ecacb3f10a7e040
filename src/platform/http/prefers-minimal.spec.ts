import { prefersMinimal } from './prefers-minimal.decorator.js';

describe('A caller requests a short answer', () => {
  it.each([
    'return=minimal',
    'Return="minimal"',
    'respond-async, return=minimal',
    'return = minimal; foo',
    'wait=9,return=minimal,x',
  ])('by %s', (prefer) => expect(prefersMinimal({ prefer })).toBe(true));

  it.each([undefined, '', 'minimal', 'return=representation', 'noreturn=minimal', 'return=minimalist'])(
    'but not by %s',
    (prefer) => expect(prefersMinimal({ ...(prefer !== undefined && { prefer }) })).toBe(false),
  );
});
