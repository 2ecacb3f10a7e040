import { closest } from './closest.js';

const KNOWN = ['name', 'port', 'tags', 'zone', 'capabilities', 'maxConcurrentJobs'];

describe('closest', () => {
  it.each([
    ['capabilites', 'capabilities'],
    ['maxConcurentJob', 'maxConcurrentJobs'],
    ['tag', 'tags'],
    ['prot', 'port'],
    ['max_concurrent_jobs', 'maxConcurrentJobs'],
    ['Max-Concurrent-Jobs', 'maxConcurrentJobs'],
    ['ZONE', 'zone'],
  ])('suggests for %s: %s', (name, meant) => {
    expect(closest(name, KNOWN)).toBe(`; did you mean ${meant}?`);
  });

  it.each(['x', 'foo', 'colour', 'somethingElse', 'status', 'page', 'time', '_', ''])(
    'suggests nothing for %s',
    (name) => {
      expect(closest(name, KNOWN)).toBe('');
    },
  );
});
