import { bursts } from './bursts.js';
import { sentenceOf, sentenceOfMany, toneOf } from './sentences.js';

const event = (seq: number, more: object = {}) => ({
  seq: String(seq),
  at: new Date(1_800_000_000_000 + seq * 1000).toISOString(),
  type: 'order-given',
  actor: 'key:anna',
  workerId: `w-${seq}`,
  detail: { kind: 'DRAINING', reason: 'CHG-77' },
  ...more,
});

describe('Sentences of events', () => {
  it('name what happened to a worker, and why', () => {
    expect(sentenceOf(event(1))).toBe('was drained: CHG-77');
    expect(toneOf(event(1))).toBe('rest');
    expect(sentenceOf({ type: 'came-back', detail: { from: 'EXPECTED' } })).toBe('sent its first heartbeat');
    expect(sentenceOf({ type: 'guard-engaged', detail: { scope: 'zone', zone: '' } })).toBe(
      'The guard holds the workers without a zone',
    );
  });

  it('are in the plural for many workers, except for the reason', () => {
    expect(sentenceOfMany(event(1, { detail: { kind: 'DRAINING', reason: 'its rack was moved' } }))).toBe(
      'were drained: its rack was moved',
    );
    expect(sentenceOfMany({ type: 'draining', detail: {} })).toBe('will leave when their jobs are done');
  });

  it('name a type that is unknown to them', () => {
    expect(sentenceOf({ type: 'teleported', detail: {} })).toBe('teleported');
    expect(sentenceOf({ type: 'constructor', detail: {} })).toBe('constructor');
  });
});

describe('Bursts of events', () => {
  const shape = (events: ReturnType<typeof event>[]) =>
    bursts(events).map(({ first, workers }) => [first.seq, workers]);

  it('join events of one cause on many workers, even with others in between', () => {
    expect(shape([event(5), event(4), event(3, { type: 'registered' }), event(2), event(1)])).toEqual([
      ['5', 4],
      ['3', 1],
    ]);
  });

  it('join reasons that differ only in figures, and no other reasons or actors', () => {
    const silent = (seq: number) =>
      event(seq, {
        type: 'unhealthy',
        actor: 'service',
        detail: { error: `No heartbeat for ${300 + seq} s` },
      });
    expect(shape([silent(3), silent(2), silent(1)])).toEqual([['3', 3]]);
    expect(shape([event(3), event(2, { actor: 'key:ben' }), event(1)])).toEqual([
      ['3', 1],
      ['2', 1],
      ['1', 1],
    ]);
  });

  it('leave pairs, events of one worker and events far apart as they are', () => {
    expect(shape([event(2), event(1)])).toEqual([
      ['2', 1],
      ['1', 1],
    ]);
    expect(shape([3, 2, 1].map((seq) => event(seq, { workerId: 'w' })))).toHaveLength(3);
    expect(shape([event(900), event(500), event(1)])).toHaveLength(3);
  });
});
