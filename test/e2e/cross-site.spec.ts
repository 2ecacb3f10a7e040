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

describe('A page of another site, in a browser on this machine', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer()));
  afterAll(() => server.close());

  it.each<[string, OutgoingHttpHeaders]>([
    ['of a stranger', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['on another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }],
    ['in a browser that sends only its origin', { origin: 'https://evil.example' }],
    ['with a hidden origin', { origin: 'null' }],
  ])('%s cannot deregister a worker', async (_which, headers) => {
    const { workerId } = (await server.api.post('/register', registration())).body['worker'] as {
      workerId: string;
    };
    const { status, body } = await send(server, 'POST', `/${workerId}/force-deregister`, headers);
    expect([status, body.code]).toEqual([403, 'cross_site']);
    expect((await server.api.get(`/${workerId}`)).body['status']).toBe('ACTIVE');
  });
});

describe('Through a foreign host name that resolves to this machine', () => {
  it.each<[string, Record<string, unknown>]>([
    ['in the open mode', {}],
    ['in the open mode on a network', { 'auth.allow-open-network': true, 'server.host': '0.0.0.0' }],
    ['in the open mode behind a proxy', { 'server.trust-proxy': ['127.0.0.1'] }],
    ['in the open mode with names', { 'server.allowed-hosts': ['workers.example.org', '*.internal'] }],
    [
      'in the token mode with names',
      { 'auth.mode': 'token', 'server.allowed-hosts': ['workers.example.org'] },
    ],
  ])('a page can read and change nothing %s', async (_mode, settings) => {
    const server = await startTestServer({ settings });
    for (const host of [
      'evil.example:8080',
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
    ])
      for (const [method, path] of [
        ['GET', '/'],
        ['POST', '/register'],
        ['DELETE', '/worker'],
      ] as const)
        expect(await send(server, method, path, { host })).toMatchObject({
          status: 403,
          body: { code: 'host_not_allowed' },
        });
    await server.close();
  });

  it('a page is refused behind a trusted proxy too', async () => {
    const server = await startTestServer({ settings: { 'server.trust-proxy': ['127.0.0.1'] } });
    const headers = { host: 'localhost:8080', 'x-forwarded-host': 'evil.example' };
    expect((await send(server, 'GET', '/', headers)).body.code).toBe('host_not_allowed');
    await server.close();
  });
});

describe('The setting server.allowed-hosts', () => {
  it('allows the listed names, and always IP addresses and localhost', async () => {
    const settings = { 'server.allowed-hosts': 'Workers.example.org, *.internal' };
    const server = await startTestServer({ settings });
    for (const host of [
      'workers.example.org',
      'WORKERS.example.org.:8080',
      'a.b.internal',
      '10.1.2.3:80',
      '[::1]',
      'localhost',
      'a.localhost',
      'a.b.localhost.:8080',
    ])
      expect([host, (await send(server, 'GET', '/', { host })).status]).toEqual([host, 200]);
    expect((await send(server, 'GET', '/', { host: 'internal' })).status).toBe(403);
    await server.close();
  });

  it('allows every name by *', async () => {
    const server = await startTestServer({ settings: { 'server.allowed-hosts': '*' } });
    expect((await send(server, 'GET', '/', { host: 'evil.example' })).status).toBe(200);
    await server.close();
  });
});

describe('A page of the service itself', () => {
  it('may send requests, by each name of this machine', async () => {
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

  it('is served under any name if credentials are required', async () => {
    const server = await startTestServer({ settings: { 'auth.mode': 'token' } });
    const { status } = await send(server, 'GET', '/', { host: 'registration.example.org' });
    expect(status).toBe(401);
    await server.close();
  });
});
