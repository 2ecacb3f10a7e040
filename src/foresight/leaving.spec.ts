import { chooseLeaving } from './leaving.js';
import type { LeavingRow } from './store/capacity.store.js';

const NOW = new Date('2026-01-31T12:00:00Z');
const worker = (
  worker_id: string,
  zone: string,
  given: Partial<LeavingRow> & { idle?: number },
): LeavingRow => {
  const { idle, ...rest } = given;
  const since = idle === undefined ? null : new Date(NOW.getTime() - idle * 60_000);
  return { worker_id, zone, version: null, usable_slots: 10, jobs: 0, pools: [], idle_since: since, ...rest };
};
const chosen = (rows: readonly LeavingRow[], inZone: Record<string, number>, count: number) =>
  chooseLeaving(rows, new Map(Object.entries(inZone)), count, NOW);
const names = (...given: Parameters<typeof chosen>) => chosen(...given).map(({ workerId }) => workerId);

describe('Workers to take away', () => {
  it('are those idle longest, then the lightest', () => {
    const rows = [
      worker('full', 'a', { jobs: 9 }),
      worker('light', 'a', { jobs: 1 }),
      worker('new', 'a', { idle: 1 }),
      worker('old', 'a', { idle: 60 }),
    ];
    expect(names(rows, { a: 4 }, 3)).toEqual(['old', 'new', 'light']);
  });

  it('have the oldest version if all else is equal', () => {
    const rows = ['2.10.0', '2.9.1', '2.9.0'].map((version) => worker(version, 'a', { version, idle: 5 }));
    expect(names(rows, { a: 3 }, 2)).toEqual(['2.9.0', '2.9.1']);
  });

  it('come from the zone with most workers left', () => {
    const rows = [
      worker('a-1', 'a', { idle: 90 }),
      worker('b-1', 'b', { idle: 3 }),
      worker('b-2', 'b', { idle: 2 }),
      worker('b-3', 'b', { idle: 1 }),
    ];
    expect(names(rows, { a: 3, b: 4 }, 3)).toEqual(['b-1', 'a-1', 'b-2']);
  });

  it('are idle ones of a small zone before busy ones of a large one', () => {
    const rows = [worker('a-1', 'a', { jobs: 1 }), worker('b-1', 'b', { idle: 1 })];
    expect(names(rows, { a: 9, b: 1 }, 1)).toEqual(['b-1']);
  });

  it('leave each pool its minimum', () => {
    const rows = ['g-1', 'g-2', 'g-3'].map((name) => worker(name, 'a', { idle: 9, pools: ['gpu'] }));
    const leaving = chooseLeaving(
      [...rows, worker('plain', 'a', { jobs: 1 })],
      new Map([['a', 4]]),
      4,
      NOW,
      new Map([['gpu', 1]]),
    );
    expect(leaving.map(({ workerId }) => workerId)).toEqual(['g-1', 'plain']);
  });

  it('come with a reason', () => {
    const rows = [worker('w-1', 'a', { idle: 42, version: '2.5.0' }), worker('w-2', 'a', { jobs: 1 })];
    expect(chosen(rows, { a: 2 }, 2).map(({ why }) => why)).toEqual([
      'idle for 42 minutes; version 2.5.0',
      '1 job in 10 slots',
    ]);
  });
});
