import { readHeartbeatReply, readRegistrationReply } from './replies.js';

describe('The length of a lease', () => {
  const worker = { lastHeartbeat: '2026-01-01T00:00:00.000Z' };
  const leaseExpiresAt = '2026-01-01T00:01:00.000Z';

  it.each([
    ['the answer', { heartbeat: { leaseSeconds: 10, leaseExpiresAt }, worker }, 10_000],
    ['its two ends, of older servers', { heartbeat: { leaseExpiresAt }, worker }, 60_000],
    ['nothing, if there is no such number', { heartbeat: { leaseSeconds: '10', leaseExpiresAt } }, undefined],
    ['nothing, if it is no length', { heartbeat: { leaseSeconds: 0 } }, undefined],
  ])('is read from %s', (_what, body, leaseMs) => expect(readHeartbeatReply(body).leaseMs).toBe(leaseMs));
});

it.each([
  [0, 30_000],
  [-1, 30_000],
  [0.001, 50],
  [1e300, 86_400_000],
])('An interval of %p s is one of %p ms', (intervalSeconds, intervalMs) => {
  expect(readHeartbeatReply({ heartbeat: { intervalSeconds } }).intervalMs).toBe(intervalMs);
});

it('A token that a header cannot carry is none', () => {
  const accessToken = 'a\nb';
  expect(readHeartbeatReply({ accessToken }).accessToken).toBeUndefined();
  expect(readRegistrationReply({ worker: { id: 'x' }, credentials: { accessToken } })).toBeUndefined();
});
