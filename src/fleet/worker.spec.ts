import { searchTextOf, termsOf } from './terms.js';
import { usableSlots, type WorkerDescription } from './worker.js';

describe('Usable slots', () => {
  it.each([
    [10, 1, 10],
    [10, 0.5, 5],
    [10, 0.19, 1],
    [10, 0.1, 1],
    [1, 0.1, 1],
    [10, 2, 10],
    [3, 0.9, 2],
    [100, 0.29, 29],
    [100, 0.57, 57],
  ])('of %d jobs at a load factor of %d are %d', (maxConcurrentJobs, workerLoadFactor, slots) => {
    expect(usableSlots(maxConcurrentJobs, workerLoadFactor)).toBe(slots);
  });
});

describe('The terms of a worker', () => {
  const described = (given: Partial<WorkerDescription>): WorkerDescription =>
    ({ tags: [], capabilities: {}, zone: null, version: null, ...given }) as WorkerDescription;

  it('are its tags, zone, version and capabilities', () => {
    const capabilities = { java: true, python: 3.12, cuda: ['11', '12'], gpu: { memory: 8 } };
    const terms = termsOf(described({ tags: ['production'], zone: 'a', version: '2.1.0', capabilities }));
    expect(terms.join(' ')).toBe(
      't:production z:a v:2.1.0 c:java c:python c:python=3.12 c:cuda c:cuda=11 c:cuda=12 c:gpu',
    );
  });

  it('include a missing zone, but no capability that is false', () => {
    expect(termsOf(described({ capabilities: { java: false, php: null } }))).toEqual(['z:']);
  });

  it('exclude values that are too long, and are limited in number', () => {
    expect(termsOf(described({ tags: ['x'.repeat(300)] }))).toEqual(['z:']);
    const capabilities = { many: Array.from({ length: 3000 }, (_, index) => index) };
    expect(termsOf(described({ capabilities }))).toHaveLength(500);
  });

  it('are searched in lower case, in its names and addresses', () => {
    const names = { workerId: 'W-1', name: 'Big One', hostName: 'Node1', hostAddress: null };
    expect(searchTextOf(described(names))).toBe('w-1 big one node1');
  });
});
