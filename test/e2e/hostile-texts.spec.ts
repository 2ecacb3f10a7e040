import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { ANYONE } from '../../src/identity/access/caller.js';
import { JoinTokensService } from '../../src/identity/access/join-tokens.service.js';
import { SessionsService } from '../../src/identity/access/sessions.service.js';
import { RouteTable } from '../../src/server/route-table.js';
import { registration } from '../factories/registration.factory.js';
import { ALERTS_AT_ONCE } from '../support/alerts.js';
import { firstStatus } from '../support/first-status.js';
import { inBodies, inPaths, inQueries, KNOWN, type HostileRequest } from '../support/hostile-requests.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('A text that cannot be stored, shown or decoded', () => {
  const lines: string[] = [];
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: {
        ...ALERTS_AT_ONCE,
        'log.level': 'warn',
        'jobscheduler.worker.max-registration-attempts': 1_000_000,
        'jobscheduler.worker.max-address-failures': 1_000_000,
        'alerts.rules': [{ name: KNOWN, kind: 'worker-failed' }],
      },
      log: (line) => lines.push(line),
    });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    lines.length = 0;
    await server.api.post('/register', registration({ workerId: KNOWN }));
  });

  const send = ({ method, target, body }: HostileRequest): Promise<number> => {
    const content = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const type = body === undefined ? [] : ['content-type: application/json'];
    const lengths = [`content-length: ${content.length}`, '', ''];
    const head = [`${method} ${target} HTTP/1.1`, 'host: localhost', ...type, ...lengths].join('\r\n');
    return firstStatus(server.url, Buffer.concat([Buffer.from(head, 'latin1'), content]));
  };
  /** Those that are not answered as expected, with what they are answered. */
  const unexpected = async (requests: readonly HostileRequest[], expected: (status: number) => boolean) => {
    const answers: string[] = [];
    for (const request of requests) {
      const status = await send(request);
      if (!expected(status)) answers.push(`${status}: ${request.what}`);
    }
    return answers;
  };
  const isRefused = (status: number): boolean => [400, 404, 431].includes(status);
  const isNoFailure = (status: number): boolean => status >= 200 && status < 500;
  const failures = () => lines.filter((line) => line.includes('Unexpected failure'));

  it('is refused in every parameter of every path', async () => {
    const requests = inPaths(RouteTable.of(server.app.getHttpAdapter().getInstance()).all);
    expect(requests.length).toBeGreaterThan(300);
    expect(await unexpected(requests, isRefused)).toEqual([]);
    expect(failures()).toEqual([]);
  });

  it('causes no 500 in any parameter of any query', async () => {
    const requests = inQueries();
    expect(requests.length).toBeGreaterThan(400);
    expect(await unexpected(requests, isNoFailure)).toEqual([]);
    expect(failures()).toEqual([]);
  });

  it('causes no 500 in any field of any body', async () => {
    const requests = inBodies();
    expect(requests.length).toBeGreaterThan(400);
    expect(await unexpected(requests, isNoFailure)).toEqual([]);
    expect(failures()).toEqual([]);
  });

  it.each(['\0', '\ud800'])(
    'is an unknown id for the services of an importing application: %j',
    async (id) => {
      const { app } = server;
      await expect(app.get(ApiKeysService).revokeApiKey(id)).rejects.toMatchObject({ code: 'key_unknown' });
      await expect(app.get(JoinTokensService).revokeJoinToken(id)).rejects.toMatchObject({
        code: 'key_unknown',
      });
      await expect(app.get(SessionsService).endById(id, ANYONE)).rejects.toMatchObject({
        code: 'session_unknown',
      });
    },
  );
});
