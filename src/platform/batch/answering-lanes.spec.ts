import { AnsweringLanes } from './answering-lanes.js';

/** Lanes that double numbers, each batch when the test says so. */
function doubling() {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const lanes = new AnsweringLanes<number, number>({
    items: 'numbers',
    keyOf: String,
    take: (waiting) => waiting.splice(0, 1000),
    work: async (batch) => {
      batches.push(batch.map(({ item }) => item));
      await new Promise<void>((end) => ends.push(end));
      for (const { item, answer } of batch) answer(item < 0 ? new Error(`no ${item}`) : 2 * item);
    },
  });
  const endAll = async (): Promise<void> => {
    const state = { idle: false };
    void lanes.whenIdle().then(() => (state.idle = true));
    while (!state.idle) {
      for (const end of ends.splice(0)) end();
      await new Promise(setImmediate);
    }
  };
  return { lanes, batches, endAll };
}

describe('Answering lanes', () => {
  it('answer each item with its own result', async () => {
    const { lanes, endAll } = doubling();
    const answers = Promise.allSettled([2, 4, -2].map((number) => lanes.submitItem(number)));
    await endAll();
    expect((await answers).map((each) => ('value' in each ? each.value : String(each.reason)))).toEqual([
      4,
      8,
      'Error: no -2',
    ]);
  });

  it('work on two batches at once, with all items of a key in the same lane', async () => {
    const { lanes, batches, endAll } = doubling();
    const all = [1, 2, 3, 4, 1, 2, 3, 4].map((number) => lanes.submitItem(number));
    await endAll();
    expect(batches).toHaveLength(2);
    for (const batch of batches)
      expect(batch.slice(0, batch.length / 2)).toEqual(batch.slice(batch.length / 2));
    expect(await Promise.all(all)).toEqual([2, 4, 6, 8, 2, 4, 6, 8]);
  });

  it('refuse an item when ten thousand others wait', async () => {
    const { lanes, endAll } = doubling();
    const all = Array.from({ length: 10_000 }, (_, number) => lanes.submitItem(number));
    expect(() => lanes.submitItem(1)).toThrow('Too many numbers are waiting');
    await endAll();
    expect(await Promise.all(all)).toHaveLength(10_000);
  });
});
