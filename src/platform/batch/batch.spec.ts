import { DomainError } from '../errors/domain-error.js';
import { forEachBreathing } from './breathe.js';
import { wavesOf } from './waves.js';
import { writeInChunks } from './write-in-chunks.js';

describe('Waves', () => {
  it('contain each key once and keep the order of its repeats', () => {
    const items = ['a1', 'b1', 'a2', 'a3', 'b2', 'c1'];
    expect(wavesOf(items, (item) => item[0]!)).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
  });

  it('are empty without items', () => {
    expect(wavesOf([], String)).toEqual([]);
  });
});

describe('Visiting many items', () => {
  it('visits all in order and lets other work run meanwhile', async () => {
    const visited: number[] = [];
    let turnsOfOthers = 0;
    const other = setInterval(() => (turnsOfOthers += 1), 0);
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    await forEachBreathing(items, (item) => visited.push(item));
    clearInterval(other);
    expect(visited).toEqual(items);
    expect(turnsOfOthers).toBeGreaterThan(0);
  });
});

describe('Writing in chunks', () => {
  const items = Array.from({ length: 5000 }, (_, index) => index);

  it('writes all in a few statements', async () => {
    const chunks: number[][] = [];
    await writeInChunks(
      items,
      async (chunk) => void chunks.push([...chunk]),
      () => undefined,
    );
    expect(chunks.flat()).toEqual(items);
    expect(chunks.length).toBeLessThan(11);
  });

  it('refuses the items that fail, and only those', async () => {
    const written: number[] = [];
    const refused: number[] = [];
    const write = async (chunk: readonly number[]): Promise<void> => {
      if (chunk.some((item) => item === 7 || item === 4242)) throw new Error('no');
      written.push(...chunk);
    };
    await writeInChunks(items, write, (item) => refused.push(item));
    expect(new Set(refused)).toEqual(new Set([7, 4242]));
    expect(written).toHaveLength(items.length - 2);
    expect(new Set([...written, 7, 4242])).toEqual(new Set(items));
  });

  it('runs up to two statements concurrently', async () => {
    let [now, most] = [0, 0];
    await writeInChunks(
      items,
      async () => {
        most = Math.max(most, (now += 1));
        await Promise.resolve();
        now -= 1;
      },
      () => undefined,
    );
    expect(most).toBe(2);
  });

  it('tries a chunk once if the database is unavailable', async () => {
    let statements = 0;
    const refused: unknown[] = [];
    const write = async (): Promise<void> => {
      statements += 1;
      throw new DomainError('database_unavailable');
    };
    await writeInChunks(items.slice(0, 500), write, (_item, error) => refused.push(error));
    expect(statements).toBe(1);
    expect(refused).toHaveLength(500);
  });
});
