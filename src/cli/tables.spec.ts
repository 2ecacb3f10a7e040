import { stripVTControlCharacters } from 'node:util';
import { fitting, linesOf } from './tables.js';

const rows = [
  ['WORKER', 'WHY', 'ZONE'],
  ['worker-1', 'No heartbeat for 301 s; the lease lasts 300 s', '\u001b[31meu-1\u001b[39m'],
];

describe('A table on a terminal', () => {
  it('is unchanged if it fits', () => {
    expect(fitting(rows, 61)).toBeUndefined();
  });

  it('has its widest columns truncated if it does not fit, then dropped, and keeps its names', () => {
    expect(fitting(rows, 60)).toEqual([10, 46, 6]);
    expect(fitting(rows, 22)).toEqual([10, 8, 6]);
    expect(fitting(rows, 20)).toEqual([10, 0, 6]);
    expect(linesOf(rows, [10, 0, 6]).map(({ ansi }) => stripVTControlCharacters(ansi))).toEqual([
      'WORKER    ZONE',
      'worker-1  eu-1',
    ]);
  });
});
