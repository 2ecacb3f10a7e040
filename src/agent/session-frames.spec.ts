import { sessionFrame } from './session-frames.js';

const parsed = (frame: object) => sessionFrame(JSON.stringify(frame));

describe('A frame of a session', () => {
  it('makes the agent wait for an hour at most', () => {
    expect(parsed({ type: 'going-away', retryAfterMs: 3e9 })).toMatchObject({ retryAfterMs: 3_600_000 });
    const busy = { type: 'refused', code: 'too_many_requests', status: 429, retryAfterSeconds: 3e9 };
    expect(parsed(busy)).toMatchObject({ meaning: { kind: 'later', retryAfterMs: 3_600_000 } });
  });

  it('brings no token that a header cannot carry', () => {
    expect(parsed({ type: 'token', accessToken: 'a b' })).toBeUndefined();
    expect(parsed({ type: 'token', accessToken: 'a.b' })).toEqual({ type: 'token', accessToken: 'a.b' });
  });
});
