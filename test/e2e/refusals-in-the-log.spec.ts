import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { Registered } from '../support/token-bearer.js';

describe('In the log', () => {
  const lines: string[] = [];
  let desk: AccessDesk;
  beforeAll(async () => {
    const settings = {
      'log.level': 'warn',
      'server.trust-proxy': ['127.0.0.1'],
      'server.allowed-hosts': ['127.0.0.1'],
    };
    desk = await AccessDesk.open(settings, (line) => lines.push(line));
  });
  beforeEach(() => void lines.splice(0));
  afterAll(() => desk.close());

  const refusals = () =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['reason'] !== undefined);

  let address = 0;
  const from = (headers: Record<string, string> = {}) =>
    desk.server.api.with({ 'x-forwarded-for': `192.0.2.${(address += 1)}`, ...headers });

  it.each([
    ['nothing', {}, 'no credential', 'credential_missing'],
    [
      'a made-up key',
      { authorization: `Bearer wrk_${'0'.repeat(16)}_${'1'.repeat(64)}` },
      `API key wrk_${'0'.repeat(16)}`,
      'invalid_token',
    ],
    ['nonsense', { authorization: 'Bearer hunter2' }, 'an invalid token', 'invalid_token'],
    [
      'a made-up session',
      { cookie: 'worker_registration_session=hunter2' },
      'an invalid session',
      'session_over',
    ],
  ])(
    'a refused call with %s has a line with the identity, and no secret',
    async (_what, headers, who, reason) => {
      const { body } = await from(headers).get<{ instance: string }>('/some-worker/health');
      expect(refusals()).toMatchObject([
        {
          level: 'warn',
          context: 'Access',
          reason,
          who,
          address: `192.0.2.${address}`,
          method: 'GET',
          route: '/api/v1/worker-registration/:workerId/health',
          worker: 'some-worker',
          requestId: body.instance,
        },
      ]);
      expect(lines.join('')).not.toMatch(/hunter2|1{64}/);
    },
  );

  it('a call beyond the role of its key has a line with the key', async () => {
    const { key, name } = await desk.key({ roles: ['viewer'] });
    await from({ authorization: `Bearer ${key}` }).post('/w/drain', {});
    expect(refusals()).toMatchObject([{ reason: 'role_missing', who: `key:${name}` }]);
  });

  it('a refused registration has a line with the worker of its token', async () => {
    const joining = await desk.joining();
    const { body } = await joining.post<Registered>('/register', registration({ workerId: 'one' }));
    const other = from({ authorization: `Bearer ${body.credentials.accessToken}` });
    await other.post('/register', registration({ workerId: 'two' }));
    expect(refusals()).toMatchObject([{ reason: 'not_your_worker', who: 'worker:one' }]);
  });
});
