import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { registration } from '../factories/registration.factory.js';
import { BOOTSTRAP_KEY, startTestServer, type TestServer } from '../support/test-server.js';
import type { ApiClient } from '../support/api-client.js';

interface Registered {
  readonly credentials: { readonly accessToken: string };
}

/** Sends a heartbeat. @returns the bytes that the server sent in return, headers included */
async function bytesOfAnswer(url: string, headers: Record<string, string>): Promise<number> {
  const sent = request(`${url}/api/v1/worker-registration/w1/heartbeat`, { method: 'POST', headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { socket } = response;
  await once(response.resume(), 'end');
  return socket.bytesRead;
}

describe('A heartbeat with `Prefer: return=minimal`', () => {
  let server: TestServer;
  let admin: ApiClient;
  let worker: ApiClient;
  let authorization: string;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'auth.mode': 'token' } });
    admin = server.api.with({ authorization: `Bearer ${BOOTSTRAP_KEY}` });
  });
  beforeEach(async () => {
    const { body } = await admin.post<Registered>('/register', registration({ workerId: 'w1', force: true }));
    authorization = `Bearer ${body.credentials.accessToken}`;
    worker = server.api.with({ authorization, prefer: 'return=minimal' });
  });
  afterAll(() => server.close());

  it('is answered without the worker, and renews the lease like any other', async () => {
    const { status, body } = await worker.post('/w1/heartbeat', { currentJobCount: 2 });
    expect([status, Object.keys(body)]).toEqual([200, ['heartbeat', 'commands', 'revokedJobs']]);
    const { body: now } = await admin.get('/w1');
    expect(now).toMatchObject({ heartbeatCount: 1, currentJobCount: 2 });
    expect(body['heartbeat']).toMatchObject({ leaseExpiresAt: now['leaseExpiresAt'] });
  });

  it('returns commands and the names of dropped fields', async () => {
    await admin.post('/w1/drain', { reason: 'reboot' });
    expect((await worker.post('/w1/heartbeat', { cpuUsage: 'high' })).body).toMatchObject({
      commands: ['drain'],
      warnings: [expect.stringContaining('cpuUsage')],
    });
  });

  it('is refused like any other', async () => {
    expect((await worker.post('/w2/heartbeat', {})).body).toMatchObject({ code: 'not_your_worker' });
    expect((await worker.post('/w1/heartbeat', { incarnation: 7 })).status).toBe(409);
  });

  it('is accepted in one batch with others that request the worker', async () => {
    const usual = server.api.with({ authorization });
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => worker.post('/w1/heartbeat', {})),
      ...Array.from({ length: 5 }, () => usual.post('/w1/heartbeat', {})),
    ]);
    expect(answers.map(({ body }) => 'worker' in body)).toEqual([
      ...Array(5).fill(false),
      ...Array(5).fill(true),
    ]);
  });

  it('gets at most 400 bytes, headers included', async () => {
    expect(await bytesOfAnswer(server.url, { authorization, prefer: 'return=minimal' })).toBeLessThanOrEqual(
      400,
    );
  });
});
