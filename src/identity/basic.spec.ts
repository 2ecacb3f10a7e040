import { bearerOfBasic } from './basic.js';
import { bearerOf } from './bearer.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

it.each([
  [undefined, undefined],
  ['Bearer abc', 'abc'],
  ['Digest x', undefined],
  [basic('user:secret'), 'secret'],
  [basic('user:se:cret').replace('Basic', 'bAsIc'), 'se:cret'],
  [basic('secret'), 'secret'],
  [basic('secret:'), 'secret'],
  [basic('user:two words'), ''],
  [basic(''), ''],
  ['Basic', ''],
  ['Basic ???', ''],
  [`${basic('a:b')}, Bearer c`, ''],
  [`${basic('a:bc')}, Bearer c`, ''],
])('The credential of %j is %j', (header, credential) => {
  expect(bearerOf(bearerOfBasic(header))).toEqual(credential);
});
