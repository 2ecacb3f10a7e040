import { FLEET, type Pool } from './pools.js';
import { wantedOf, type Demand } from './wanted.js';

const POOL: Pool = { name: FLEET, tags: [], terms: [], minWorkers: 0, minutesToStart: 5, sparePercent: 10 };
const NOW: Demand = {
  workers: 40,
  usable: 400,
  expected: 3,
  draining: 2,
  slots: 430.2,
  by: new Date('2026-01-31T14:30:00Z'),
  recorded: true,
  refused: 3,
};
const wanted = (pool: Partial<Pool>, demand: Partial<Demand> = {}) =>
  wantedOf({ ...POOL, ...pool }, { ...NOW, ...demand });

describe('The workers that are wanted', () => {
  it('have the slots of the forecast, those of refused claims, and spare ones', () => {
    // (431 + 3) × 1.1 = 477.4 slots, of 10 each.
    expect(wanted({})).toEqual({
      workers: 48,
      slots: 478,
      why: '48 workers: 431 slots by 14:30 at 95 %, 3 for refused claims, 10 % spare; 3 on the way, 2 leaving',
    });
  });

  it.each([
    [
      'slots per worker of the settings',
      { slotsPerWorker: 5 },
      {},
      80,
      '96 in the end, in steps of at most twice the workers',
    ],
    ['a minimum', { minWorkers: 50 }, {}, 50, 'not below the minimum of 50'],
    ['a maximum', { maxWorkers: 45 }, {}, 45, 'not above the maximum of 45'],
    ['few workers', {}, { workers: 1, usable: 10 }, 11, '48 in the end'],
    [
      'much less use',
      {},
      { slots: 10, refused: 0 },
      32,
      '2 in the end, in steps of at most a fifth of the workers, or one',
    ],
    ['a fifth, rounded down', {}, { workers: 13, usable: 130, slots: 0, refused: 0 }, 11, '0 in the end'],
    ['few workers, one by one', {}, { workers: 3, usable: 30, slots: 0, refused: 0 }, 2, '0 in the end'],
    ['the minimum in the end', { minWorkers: 2 }, { slots: 0, refused: 0 }, 32, '2 in the end'],
    ['a missing record', {}, { slots: 10, refused: 0, recorded: false }, 40, 'not fewer than now'],
    ['the slots used now', {}, { slots: 400, by: null, refused: 0 }, 44, '400 slots used now, 10 % spare'],
    ['no workers', { slotsPerWorker: 100 }, { workers: 0, usable: 0 }, 5, '5 workers: '],
    ['a minimum above the step', { minWorkers: 90, maxWorkers: 90 }, {}, 90, 'not below the minimum of 90'],
  ] as const)('respect %s', (_what, pool, demand, workers, why) => {
    const answer = wanted(pool, demand);
    expect(answer.workers).toBe(workers);
    expect(answer.why).toContain(why);
  });
});
