import { tracksOf, typesOfTrack } from './tracks.js';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const line = (hour: number, type: string, detail: Record<string, unknown> = {}) => ({
  at: at(hour),
  type,
  actor: 'service',
  detail,
});
const spansOf = (intervals: ReturnType<typeof tracksOf>['presence']) =>
  intervals.map(({ from, until, value }) => [from.getUTCHours(), until?.getUTCHours() ?? null, value]);

describe('The tracks of a timeline', () => {
  it('are the intervals between the events that change them', () => {
    const { presence, health, order, incarnation } = tracksOf(
      [
        line(1, 'registered', { incarnation: 1 }),
        line(2, 'order-given', { kind: 'MAINTENANCE', reason: 'Disk' }),
        line(3, 'order-lifted', { now: null }),
        line(4, 'unhealthy', { error: 'late' }),
        line(5, 'failed', { error: 'late' }),
        line(6, 'cleaned-up', { error: 'late' }),
        line(7, 're-registered', { incarnation: 2, from: 'LOST' }),
        line(7, 'recovered'),
      ],
      at(0),
      null,
    );
    expect(spansOf(presence)).toEqual([
      [1, 6, 'PRESENT'],
      [6, 7, 'LOST'],
      [7, null, 'PRESENT'],
    ]);
    expect(spansOf(health)).toEqual([
      [1, 4, 'HEALTHY'],
      [4, 5, 'UNHEALTHY'],
      [5, 7, 'FAILED'],
      [7, null, 'HEALTHY'],
    ]);
    expect(spansOf(order)).toEqual([
      [1, 2, null],
      [2, 3, 'MAINTENANCE'],
      [3, null, null],
    ]);
    expect(spansOf(incarnation)).toEqual([
      [1, 7, '1'],
      [7, null, '2'],
    ]);
  });

  it('begin with the last event before the range, and end with the range', () => {
    const lines = [line(1, 'registered', { incarnation: 1 }), line(2, 'failed'), line(5, 'recovered')];
    const { presence, health } = tracksOf(lines, at(4), at(6));
    expect(spansOf(presence)).toEqual([[4, 6, 'PRESENT']]);
    expect(spansOf(health)).toEqual([
      [4, 5, 'FAILED'],
      [5, 6, 'HEALTHY'],
    ]);
  });

  it.each([
    ['only announces a worker', line(1, 'registered', { expectOnline: false }), [[1, null, 'EXPECTED']]],
    ['restores one', line(1, 'restored', { from: 'LOST' }), [[1, null, 'EXPECTED']]],
    ['deletes one', line(1, 'deleted'), [[1, null, null]]],
    ['is about a job', line(1, 'job-assigned', { jobId: 'a' }), []],
  ])('show an event that %s', (_, event, expected) => {
    expect(spansOf(tracksOf([event], at(0), null).presence)).toEqual(expected);
  });

  it('keep an order while a worker asks to drain', () => {
    const lines = [line(1, 'order-given', { kind: 'MAINTENANCE' }), line(2, 'draining')];
    expect(spansOf(tracksOf(lines, at(0), null).order)).toEqual([[1, null, 'MAINTENANCE']]);
  });

  it('name the types of events that change them', () => {
    expect(typesOfTrack('incarnation')).toEqual(['registered', 'replaced', 're-registered']);
    expect(typesOfTrack('order')).toContain('re-registered');
  });
});
