import { loadSettings } from './load-settings.js';

const load = (...pools: unknown[]) => loadSettings({ overrides: { 'capacity.pools': pools } }).capacity.pools;
const IN_ZONE = { name: 'gpu', zone: 'eu-1' };

describe('The setting capacity.pools', () => {
  it('selects workers by tags and zone, as they report them', () => {
    expect(load({ name: 'gpu', tags: [' gpu '], zone: ' eu-1 ' })).toEqual([
      { name: 'gpu', tags: ['gpu'], zone: 'eu-1', minWorkers: 0 },
    ]);
  });

  it.each([
    [[{}], '[0].name'],
    [[null], '[0] (WORKER_REGISTRATION_CAPACITY_POOLS) must be an object with name, and tags or zone'],
    [[{ name: 'gpu' }], 'must be an object with name, and tags or zone'],
    [[{ name: 'gpu', tags: [] }], 'must be an object with name, and tags or zone'],
    [[{ ...IN_ZONE, tags: ['a,b'] }], 'must be a list of up to 20 tags without commas'],
    [[{ ...IN_ZONE, tags: [' '] }], 'must be a list of up to 20 tags without commas'],
    [[{ name: 'gpu', zone: ' ' }], '[0].zone'],
    [[{ ...IN_ZONE, name: 'a b' }], 'must be letters, digits'],
    [[{ ...IN_ZONE, name: 'fleet' }], 'must be another name than fleet, which stands for the whole fleet'],
    [[IN_ZONE, IN_ZONE], '[1].name (WORKER_REGISTRATION_CAPACITY_POOLS) must be unique; gpu is in use'],
    [[{ ...IN_ZONE, minWorkers: 5, maxWorkers: 2 }], 'whose minWorkers is at most its maxWorkers'],
    [[{ ...IN_ZONE, maxWorkers: 1e12 }], 'must be a whole number (workers) from 1 to 1000000'],
    [[{ ...IN_ZONE, slotsPerWorker: 0 }], 'must be a whole number (slots) from 1 to 1000000'],
    [[{ ...IN_ZONE, minutesToStart: 1441 }], 'must be a number (minutes) from 0 to 1440'],
    [[{ ...IN_ZONE, maxworkers: 2 }], 'is not a setting; did you mean maxWorkers?'],
    [Array.from({ length: 51 }, (_, n) => ({ ...IN_ZONE, name: `pool-${n}` })), 'a list of up to 50 pools'],
  ])('refuses %j', (pools, message) => {
    expect(() => load(...pools)).toThrow(message);
  });
});
