import { registration } from '../factories/registration.factory.js';
import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { JoinTokensService } from '../../src/identity/access/join-tokens.service.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('The log', () => {
  const lines: string[] = [];
  let server: TestServer;
  let credentials: Record<'key' | 'join' | 'worker' | 'forged', string>;
  beforeAll(async () => {
    const settings = {
      'log.level': 'trace',
      'auth.mode': 'token',
      'jobscheduler.worker.reconnect-enabled': false,
    };
    server = await startTestServer({
      settings,
      log: (line) => lines.push(...line.split('\n').filter(Boolean)),
    });
    const { key } = await server.app.get(ApiKeysService).makeApiKey({ name: 'test', roles: ['admin'] });
    const { joinToken } = await server.app.get(JoinTokensService).makeJoinToken({ name: 'test' });
    const { body } = await server.api
      .with({ authorization: `Bearer ${joinToken}` })
      .post<{ credentials: { accessToken: string } }>('/register', registration({ workerId: 'w' }));
    const { accessToken: worker } = body.credentials;
    credentials = { key, join: joinToken, worker, forged: worker.replace(/[^.]*$/, 'A'.repeat(43)) };
  });
  afterAll(() => server.close());

  const events = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const showing = (credential: string, more: Record<string, string> = {}) =>
    server.api.with({ authorization: `Bearer ${credential}`, ...more });
  const broken = async (work: () => Promise<void>) => {
    await server.database.query('ALTER TABLE worker_registration.worker RENAME TO worker_lost');
    await work();
    await server.database.query('ALTER TABLE worker_registration.worker_lost RENAME TO worker');
  };

  it('has no line for a heartbeat, and one event with the same fields in each line', async () => {
    const before = lines.length;
    for (let beat = 0; beat < 5; beat += 1) await showing(credentials.worker).post('/w/heartbeat');
    expect(lines.slice(before)).toEqual([]);
    for (const { time, level, msg, context } of events()) {
      expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
      expect(level).toMatch(/^(info|warn|debug|trace)$/);
      expect([typeof msg, typeof context]).toEqual(['string', 'string']);
    }
  });

  it('names a failed request by the trace id that its caller sees', async () => {
    await broken(async () => {
      const answer = await showing(credentials.key, { traceparent: TRACEPARENT }).get('/w/health');
      expect(answer).toMatchObject({ status: 500, body: { instance: TRACE } });
      expect(answer.headers.get('x-request-id')).toBe(TRACE);
    });
    expect(events().at(-1)).toMatchObject({
      level: 'error',
      context: 'Http',
      msg: 'Unexpected failure',
      requestId: TRACE,
      method: 'GET',
      route: '/api/v1/worker-registration/:workerId/health',
      err: { statement: expect.stringMatching(/./) as string },
    });
    const other = await showing(credentials.key, { traceparent: `00-${'0'.repeat(32)}-1-01` }).get('/none');
    expect(other.headers.get('x-request-id')).toBe(other.body['instance']);
    expect(other.body['instance']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('never contains a secret, whichever call fails with whichever credential', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const call = async (path: string, method: string, credential: string) => {
      const sends = method === 'post' || method === 'put';
      const answer = await fetch(server.url + path.replace(/\{\w+\}/g, 'w'), {
        method: method.toUpperCase(),
        headers: {
          authorization: `Bearer ${credential}`,
          ...(sends && { 'content-type': 'application/json' }),
        },
        ...(sends && {
          body: JSON.stringify({ ...registration({ workerId: 'w' }), jobId: credential, key: credential }),
        }),
      });
      await answer.body?.cancel();
    };
    const callAll = async (all: readonly string[]) => {
      for (const [path, methods] of Object.entries(paths))
        for (const method of Object.keys(methods))
          await Promise.all(all.map((credential) => call(path, method, credential)));
    };
    const before = lines.length;
    await broken(() => callAll(Object.values(credentials)));
    await callAll(Object.values(credentials));
    expect(lines.length).toBeGreaterThan(before + 10);

    const log = lines.join('\n');
    for (const credential of Object.values(credentials)) {
      // A signature in base64url may contain what separates the parts of a key.
      const secret = credential.split(credential.includes('.') ? '.' : '_').at(-1);
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/postgres:\/\/[^"]*:[^"[]+@/);
  });
});
