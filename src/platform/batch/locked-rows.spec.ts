import { DomainError } from '../errors/domain-error.js';
import { LockedRows } from './locked-rows.js';

const busy = new DomainError('database_busy', {}, { cause: { code: '55P03' } });

/** A side lane for texts, whose first letter is the row; the locked rows become free after some turns. */
function sideLane(turns: Readonly<Record<string, number>>, refused = '') {
  const left = new Map(Object.entries(turns));
  const done: string[] = [];
  const isLocked = ([row]: string): boolean => (left.get(row!) ?? 0) > 0;
  const lane = new LockedRows<string>({
    keyOf: ([row]) => row!,
    atOnce: 1000,
    writeFree: (texts) => {
      done.push(...texts.filter((text) => !isLocked(text)));
      return Promise.resolve(texts.filter(isLocked));
    },
    writeLocked: (text) => {
      left.set(text[0]!, left.get(text[0]!)! - 1);
      if (text === refused) return Promise.reject(new Error('refused'));
      return Promise.reject(busy);
    },
    giveUp: (text) => done.push(`${text} given up`),
    fail: (text, error) => done.push(`${text} ${String(error)}`),
  });
  return { lane, done };
}

describe('The side lane for locked rows', () => {
  afterEach(() => jest.restoreAllMocks());

  it('writes each item once its row is free, those of one row in their order', async () => {
    const { lane, done } = sideLane({ a: 3, b: 1 });
    for (const text of ['a1', 'a2', 'b1', 'c1']) lane.add(text);
    expect(lane.has('a')).toBe(true);
    await lane.whenIdle();
    expect(done).toEqual(['c1', 'b1', 'a1', 'a2']);
    expect(lane.has('a')).toBe(false);
  });

  it('gives each locked row its turn', async () => {
    const { lane, done } = sideLane({ a: 9, b: 9, c: 1, d: 1 });
    for (const text of ['a1', 'b1', 'c1', 'd1']) lane.add(text);
    await lane.whenIdle();
    expect(done).toEqual(['c1', 'd1', 'a1', 'b1']);
  });

  it('reports the error of an item that fails for another reason', async () => {
    const { lane, done } = sideLane({ a: 1 }, 'a1');
    lane.add('a1');
    await lane.whenIdle();
    expect(done).toEqual(['a1 Error: refused']);
  });

  it('gives up after three seconds', async () => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 200));
    const { lane, done } = sideLane({ a: Infinity });
    lane.add('a1');
    await lane.whenIdle();
    expect(done).toEqual(['a1 given up']);
  });
});
