import { MAX_ATTEMPTS, outcomeOf, type Attempt } from './delivery-outcome.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const answered = (status: number, retryAfter: string | null = null): Attempt => ({ status, retryAfter });
const after = (attempt: Attempt, attempts: number, random = 0) => outcomeOf(attempt, attempts, NOW, random);

describe('A delivery attempt', () => {
  it.each([200, 202, 204, 299])('that is answered %d succeeds', (status) => {
    expect(after(answered(status), 1)).toEqual({ kind: 'delivered' });
  });

  it.each([
    [answered(500), 'Answered 500'],
    [answered(404), 'Answered 404'],
    [answered(302), 'Answered 302; redirects are not followed'],
    [{ failure: 'connect ECONNREFUSED 127.0.0.1:1' }, 'connect ECONNREFUSED 127.0.0.1:1'],
  ])('%j is retried', (attempt, error) => {
    expect(after(attempt, 1)).toEqual({ kind: 'retry', error, delayMs: 5000, asked: false });
  });

  it('is retried after growing pauses, up to the last attempt', () => {
    const seconds = Array.from({ length: MAX_ATTEMPTS }, (_, index) => {
      const outcome = after(answered(500), index + 1);
      return outcome.kind === 'retry' ? outcome.delayMs / 1000 : outcome.kind;
    });
    expect(seconds).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 'given-up']);
  });

  it('waits up to a fifth longer at random', () => {
    expect(after(answered(500), 1, 1)).toMatchObject({ delayMs: 6000 });
  });

  it.each([
    ['120', 120_000],
    ['Sat, 31 Jan 2026 12:10:00 GMT', 600_000],
    ['1', 5000],
    ['soon', 5000],
    ['9999999999', 86_400_000],
    ['Fri, 30 Jan 2026 12:00:00 GMT', 5000],
  ])('honours Retry-After: %s', (retryAfter, delayMs) => {
    expect(after(answered(429, retryAfter), 1)).toMatchObject({ kind: 'retry', delayMs });
  });

  it('is the last one if the receiver is gone', () => {
    expect(after(answered(410), 1)).toEqual({
      kind: 'given-up',
      error: 'Answered 410: the receiver is gone',
    });
  });
});
