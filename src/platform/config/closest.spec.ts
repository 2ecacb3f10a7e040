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
  ])('takes %s for a slip of %s', (name, meant) => {
    expect(closest(name, KNOWN)).toBe(`; did you mean ${meant}?`);
  });

  it.each(['x', 'foo', 'colour', 'somethingElse', 'status', 'page', 'time', '_', ''])(
    'has nothing to say about %s',
    (name) => {
      expect(closest(name, KNOWN)).toBe('');
    },
  );
});
