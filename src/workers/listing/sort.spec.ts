import { cursorOf, readSort, readSortCursor } from './sort.js';

const ID = '0195a1b2-0000-7000-8000-000000000001';
const zone = readSort('zone');

describe('The order of a list', () => {
  it.each([
    ['load', { key: 'load', descending: false }],
    ['-lastHeartbeat', { key: 'lastHeartbeat', descending: true }],
  ])('%s', (value, expected) => {
    expect(readSort(value)).toEqual(expected);
  });

  it('has cursors that keep any text', () => {
    const place = { value: 'zone "ä" \n', id: ID };
    expect(readSortCursor(zone, cursorOf(zone, place))).toEqual(place);
  });

  it.each([
    ['nothing', ''],
    ['the cursor of a list in the order of registration', 'AaIA1i5Ld2S2QwdZCD435A'],
    ['other JSON', Buffer.from('{}').toString('base64url')],
    ['the cursor of another order', cursorOf(readSort('-zone'), { value: 'a', id: ID })],
    ['no id', cursorOf(zone, { value: 'a', id: 'a' })],
    ['a text that cannot be stored', cursorOf(zone, { value: '\0', id: ID })],
  ])('refuses the cursor %s', (_, cursor) => {
    expect(readSortCursor(zone, cursor)).toBeUndefined();
  });

  const load = readSort('load');
  const placeIn = (value: string) => readSortCursor(load, cursorOf(load, { value, id: ID }));

  it.each(['a', '', '0b1', '0o7', '0x10', ' 5 ', 'Infinity', '1e999'])('reads no number from %j', (value) => {
    expect(placeIn(value)).toBeUndefined();
  });

  it.each(['0', '-1', '0.6666666666666666', '1764446531.123456', '1e-07'])('reads the number %s', (value) => {
    expect(placeIn(value)?.value).toBe(value);
  });
});
