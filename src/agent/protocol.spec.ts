import { isServersFault, meaningOf, retryAfterMsOf } from './protocol.js';

const meaning = (status: number, body: Record<string, unknown> | undefined, retryAfterMs?: number) =>
  meaningOf({ status, body, retryAfterMs });

describe('The meaning of a response', () => {
  it.each([
    [200, {}, 'done'],
    [201, { outcome: 'created' }, 'done'],
    [204, undefined, 'done'],
    [401, { code: 'token_expired' }, 'token-ended'],
    [401, { code: 'invalid_token' }, 'token-ended'],
    [401, { code: 'join_token_used_up' }, 'refused'],
    [403, { code: 'not_your_worker' }, 'refused'],
    [404, { code: 'worker_not_registered' }, 'not-registered'],
    [404, { code: 'job_not_assigned' }, 'refused'],
    [409, { code: 'superseded' }, 'superseded'],
    [409, { code: 'worker_takes_no_job' }, 'refused'],
    [410, { code: 'worker_deregistered' }, 'deregistered'],
    [429, { code: 'too_many_registration_attempts' }, 'later'],
    [503, { code: 'database_unavailable' }, 'later'],
  ])('%i %j: %s', (status, body, kind) => {
    expect(meaning(status, body).kind).toBe(kind);
  });

  it("does not concern the worker if it does not come from the service, such as a proxy's page", () => {
    const statuses = [200, 302, 400, 401, 403, 404, 409, 410, 418, 502];
    const bodies = [
      undefined,
      {},
      { statusCode: 404, message: 'Cannot POST /register', error: 'Not Found' },
      { code: 403, message: 'Forbidden' },
      { code: 'AccessDenied' },
      { code: 'superseded', type: 'https://proxy.example.org/errors' },
    ];
    for (const status of statuses.slice(1))
      expect(bodies.map((body) => meaning(status, body).kind)).toEqual(bodies.map(() => 'later'));
    expect(meaning(200, undefined).kind).toBe('later');
  });

  it("includes whether the token still proves the worker's identity", () => {
    expect(meaning(401, { code: 'token_expired' })).toMatchObject({ proves: true });
    expect(meaning(401, { code: 'invalid_token' })).toMatchObject({ proves: false });
  });

  it("includes the service's message", () => {
    const body = { code: 'superseded', message: 'Another process', remedy: 'Stop' };
    expect(meaning(409, body)).toMatchObject({ refusal: { status: 409, ...body } });
    expect(meaning(500, undefined)).toMatchObject({
      refusal: { code: 'http_500', message: 'The server answered 500' },
    });
  });
});

describe('Another server is tried', () => {
  it('if this one is unavailable or something else answers, not if it refuses', () => {
    const fault = (status: number, body?: Record<string, unknown>) =>
      isServersFault({ status, body, retryAfterMs: undefined });
    expect([fault(503, {}), fault(502), fault(200)]).toEqual([true, true, true]);
    expect([fault(302), fault(404, {}), fault(403, { code: 403 })]).toEqual([true, true, true]);
    expect([fault(200, {}), fault(204)]).toEqual([false, false]);
    expect([fault(404, { code: 'worker_not_registered' }), fault(429, { code: 'x' })]).toEqual([
      false,
      false,
    ]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T00:00:00Z');

  it.each([
    ['5', 5000],
    ['Sun, 22 Nov 2026 00:00:10 GMT', 10_000],
    ['Sat, 21 Nov 2026 00:00:10 GMT', 0],
    ['99999999999', 3_600_000],
    ['Infinity', 3_600_000],
    ['Thu, 01 Jan 2999 00:00:00 GMT', 3_600_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s: %s ms', (header, ms) => {
    expect(retryAfterMsOf(header, now)).toBe(ms);
  });
});
