import { bearerOf } from './bearer.js';

describe('The header Authorization', () => {
  it.each([
    [undefined, undefined],
    ['Basic dXNlcg==', undefined],
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer  a.b.c', 'a.b.c'],
    ['Bearer', ''],
  ])('%s shows %s', (header, token) => {
    expect(bearerOf(header)).toBe(token);
  });
});
