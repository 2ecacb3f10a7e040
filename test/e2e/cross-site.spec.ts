import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';
import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const API = '/api/v1/worker-registration';

/** `fetch` sets these headers itself, so they are sent as a browser's would arrive. */
async function send(server: TestServer, method: string, path: string, headers: OutgoingHttpHeaders) {
  const sent = request(server.url + API + path, { method, headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: (await json(response)) as { code?: string } };
}

describe('A page of another site, in the browser of somebody at this machine', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer()));
  afterAll(() => server.close());

  it.each<[string, OutgoingHttpHeaders]>([
    ['of a stranger', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['on another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }],
    ['in a browser that says no more than where it comes from', { origin: 'https://evil.example' }],
    ['that hides where it comes from', { origin: 'null' }],
  ])('%s deregisters nobody', async (_which, headers) => {
    const { workerId } = (await server.api.post('/register', registration())).body['worker'] as {
      workerId: string;
    };
    const { status, body } = await send(server, 'POST', `/${workerId}/force-deregister`, headers);
    expect([status, body.code]).toEqual([403, 'cross_site']);
    expect((await server.api.get(`/${workerId}`)).body['status']).toBe('ACTIVE');
  });

  it('reads nothing by a name of its own that leads here', async () => {
    expect(await send(server, 'GET', '/', { host: 'evil.example:8080' })).toMatchObject({
      status: 403,
      body: { code: 'host_not_allowed' },
    });
  });
});

describe('A page of the service itself', () => {
  it('acts, by each name of this machine', async () => {
    const server = await startTestServer();
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080', 'registration.localhost']) {
      const headers = { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` };
      expect((await send(server, 'POST', '/health/check', headers)).status).toBe(200);
      expect((await send(server, 'POST', '/health/check', { host, origin: `http://${host}` })).status).toBe(
        200,
      );
    }
    await server.close();
  });

  it('is reached by any name where credentials protect it', async () => {
    const server = await startTestServer({ settings: { 'auth.mode': 'token' } });
    const { status } = await send(server, 'GET', '/', { host: 'registration.example.org' });
    expect(status).toBe(401);
    await server.close();
  });
});
