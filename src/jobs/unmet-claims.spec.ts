import { asksFor, UnmetClaimsService } from './unmet-claims.service.js';

const wish = (jobId: string, terms: string[] | null = null, zone: string | null = null) => ({
  jobId,
  terms,
  zone,
  priority: 0,
  prefix: null,
});

describe('Unmet claims', () => {
  it('count each job once until they are read', () => {
    const claims = new UnmetClaimsService();
    for (const jobId of ['a', 'b', 'a']) claims.countRefusal(wish(jobId));
    expect(claims.takeCounts()).toEqual([{ terms: [], zone: null, jobs: 2 }]);
    expect(claims.takeCounts()).toEqual([]);
    claims.countRefusal(wish('a'));
    expect(claims.takeCounts()).toEqual([{ terms: [], zone: null, jobs: 1 }]);
  });

  it('are counted separately by requirements, up to a bound', () => {
    const claims = new UnmetClaimsService();
    for (let job = 0; job < 1500; job += 1) claims.countRefusal(wish(`${job}`, [`t:${job}`]));
    const counts = claims.takeCounts();
    expect(counts).toHaveLength(1001);
    expect(counts.at(-1)).toEqual({ terms: [], zone: null, jobs: 500 });
  });

  it('belong to a pool if they name all of its tags, and no other zone', () => {
    const gpu = { tags: ['gpu'], zone: 'a' };
    expect(asksFor({ terms: ['t:gpu', 't:big'], zone: null }, gpu)).toBe(true);
    expect(asksFor({ terms: ['t:gpu'], zone: 'a' }, gpu)).toBe(true);
    expect(asksFor({ terms: ['t:gpu'], zone: 'b' }, gpu)).toBe(false);
    expect(asksFor({ terms: [], zone: null }, gpu)).toBe(false);
    expect(asksFor({ terms: [], zone: null }, { tags: [], zone: 'a' })).toBe(true);
  });
});
