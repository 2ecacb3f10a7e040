import { bearerOf } from './bearer.js';

describe('The header Authorization', () => {
  it.each([
    [undefined, undefined],
    ['Basic dXNlcg==', undefined],
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer  a.b.c', 'a.b.c'],
    ['Bearer', ''],
    ['Bearer a.b.c ', 'a.b.c'],
    ['Bearer a.b.c , Bearer x', ''],
    ['Bearer a.b.c, Bearer x', ''],
    ['Bearer a b', ''],
  ])('%s contains %s', (header, token) => {
    expect(bearerOf(header)).toBe(token);
  });
});
