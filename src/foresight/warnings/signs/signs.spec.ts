import { NO_FIGURE, RESTARTED } from '../trend-scales.js';
import type { Trend } from './sign.js';
import { signsOf } from './signs.js';

const MINUTES = 60;
const lagByte = (ms: number): number => Math.round(12 * Math.log2(1 + ms));
const errorByte = (count: number): number => Math.round(16 * Math.log2(1 + count));
const latenessByte = (seconds: number): number => Math.round(20 * Math.log2(1 + seconds));
const each = (length: number, byte: (at: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => Math.round(byte(at)));
const none = each(MINUTES, () => NO_FIGURE);

const kindsOf = (trend: Partial<Trend>): string[] =>
  signsOf({ memory: none, lag: none, errors: none, lateness: new Uint8Array(), ...trend }).map(
    ({ kind }) => kind,
  );

describe('The figures of a worker', () => {
  it.each<[string, Partial<Trend>, string[]]>([
    ['are none', {}, []],
    [
      'have memory that reaches its limit within the hour',
      { memory: each(60, (at) => 2 * (60 + at / 2)) },
      ['memory-trend'],
    ],
    ['have memory that grows too slowly', { memory: each(60, (at) => 2 * (60 + at / 10)) }, []],
    ['have memory that fills a cache', { memory: each(60, (at) => 2 * (90 - 40 * Math.exp(-at / 20))) }, []],
    ['have memory that is collected', { memory: each(60, (at) => 2 * (50 + (at % 25))) }, []],
    [
      'have memory that grew in another process',
      { memory: each(60, (at) => (at === 50 ? RESTARTED : 2 * (60 + at / 2))) },
      [],
    ],
    ['have memory at its limit', { memory: each(60, () => 2 * 97) }, ['memory-high']],
    [
      'have an event loop that lags as usual',
      { lag: each(60, (at) => lagByte(at % 2 === 0 ? 80 : 200)) },
      [],
    ],
    [
      'have an event loop that lags more than usual',
      { lag: each(60, (at) => lagByte(at < 50 ? 12 : 120)) },
      ['event-loop-lag'],
    ],
    [
      'have an event loop that lagged for a moment',
      { lag: each(60, (at) => lagByte(at === 57 ? 900 : 12)) },
      [],
    ],
    [
      'have more errors all the time',
      { errors: each(60, (at) => errorByte(0.05 * 2 ** (at / 9))) },
      ['errors'],
    ],
    [
      'have errors while something is unavailable',
      { errors: each(60, (at) => errorByte(at < 38 ? 0 : 8)) },
      [],
    ],
    ['have as many errors as usual', { errors: each(60, () => errorByte(5)) }, []],
    [
      'have heartbeats that come later each hour',
      { lateness: each(24, (at) => latenessByte(0.5 * 1.15 ** at)) },
      ['lateness'],
    ],
    [
      'have a heartbeat that was late once',
      { lateness: each(24, (at) => latenessByte(at < 20 ? 1 : 12)) },
      [],
    ],
    [
      'have two pauses',
      { lateness: each(24, (at) => latenessByte([1, 4, 12][(at > 16 ? 1 : 0) + (at > 20 ? 1 : 0)]!)) },
      [],
    ],
    [
      'have restarts, again and again',
      { memory: each(60, (at) => (at > 20 && at % 10 === 5 ? RESTARTED : 60)) },
      ['crash-loop'],
    ],
    ['have a restart', { memory: each(60, (at) => (at === 50 ? RESTARTED : 60)) }, []],
  ])('%s', (_what, trend, kinds) => {
    expect(kindsOf(trend)).toEqual(kinds);
  });
});
