import { mock } from 'node:test';
import { BatchesInHand } from '../platform/batch/batches-in-hand.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { boundHeapGarbage } from './heap-growth.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const MINUTE_MS = 60_000;
const { timers } = mock;

describe('The garbage of batches', () => {
  beforeEach(() => timers.enable({ apis: ['setTimeout', 'setInterval'] }));
  afterEach(() => timers.reset());

  const bounded = () => {
    const heap = { percents: [] as number[], collections: 0, young: 0 };
    const batches = new BatchesInHand(loadSettings());
    boundHeapGarbage(batches, {
      used: () => 100 * MIB,
      setGrowth: (percent) => void heap.percents.push(percent),
      collect: () => (heap.collections += 1),
      collectYoung: () => (heap.young += 1),
    });
    const process = async (bytes: number, ms: number): Promise<void> =>
      batches.runWithMemory((memory) => {
        memory.reserve(bytes);
        timers.tick(ms);
        memory.noteGarbage(bytes);
        return Promise.resolve();
      });
    return { heap, batches, process };
  };

  it('is bounded more narrowly until a large one has been processed, however long it takes', async () => {
    const { heap, process } = bounded();
    await process(2 * MIB, 5 * MINUTE_MS);
    const meanwhile = heap.percents.at(-1);
    timers.tick(MINUTE_MS);
    expect(meanwhile).toBe(10);
    expect(heap.percents.at(-1)).toBeGreaterThan(15);
    expect(heap.collections).toBe(1);
  });

  it('is collected once for large ones that follow one another, and not for small ones', async () => {
    const { heap, process } = bounded();
    await process(300 * KIB, 1000);
    const small = heap.collections;
    for (let batch = 0; batch < 3; batch += 1) await process(2 * MIB, 1000);
    expect([small, heap.collections]).toEqual([0, 1]);
    expect(heap.percents.at(-1)).toBe(10);
  });

  it('may be as much as the bodies in hand', async () => {
    const { heap, process } = bounded();
    await process(60 * MIB, 1000);
    const largest = heap.percents.at(-1);
    for (let batch = 0; batch < 3; batch += 1) await process(20 * MIB, 1000);
    expect([largest, heap.percents.at(-1), heap.collections]).toEqual([60, 20, 2]);
  });

  it('is collected while it is young for each part of a large one, and not for small ones', async () => {
    const { heap, process } = bounded();
    for (let batch = 0; batch < 30; batch += 1) await process(100 * KIB, 1000);
    const small = heap.young;
    for (let batch = 0; batch < 3; batch += 1) await process(2 * MIB, 1000);
    expect([small, heap.young]).toEqual([0, 3]);
  });

  it('is not bounded for small ones, however many are in hand together', async () => {
    const { heap, batches } = bounded();
    await Promise.all(
      Array.from({ length: 16 }, () =>
        batches.runWithMemory((memory) => Promise.resolve(memory.reserve(100 * KIB))),
      ),
    );
    expect(heap.collections).toBe(0);
  });
});
