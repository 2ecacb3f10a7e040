import { ClaimRefusals } from './claim-refusals.js';
import type { JobStore } from './store/job.store.js';
import type { JobWish, RefusingRow } from './store/job.js';

const ROW: RefusingRow = {
  present: 3,
  fitting: 3,
  unhealthy: 0,
  ordered: 0,
  silent: 0,
  unwilling: 0,
  priority: 0,
  full: 3,
};
const wish = (jobId: string, zone: string): JobWish => ({
  jobId,
  zone,
  priority: 0,
  terms: null,
  prefix: null,
});

describe('The counts of refused claims', () => {
  it('are shared by claims with the same requirements, and made one at a time', async () => {
    const finish: (() => void)[] = [];
    const countRefusing = (): Promise<RefusingRow> =>
      new Promise((resolve) => void finish.push(() => resolve(ROW)));
    const refusals = new ClaimRefusals({ countRefusing } as unknown as JobStore);
    const answers = [
      refusals.explainRefusal(wish('a', 'x')),
      refusals.explainRefusal(wish('b', 'x')),
      refusals.explainRefusal(wish('c', 'y')),
    ];
    const last = await answers[2];
    const counts = finish.length;
    for (const each of finish) each();
    const [first, second] = await Promise.all(answers.slice(0, 2));
    expect([counts, last]).toEqual([1, undefined]);
    expect([first, second]).toEqual(Array(2).fill('Of 3 workers in zone x, 3 are full'));
  });
});
