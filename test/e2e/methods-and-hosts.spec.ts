import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { exchangeRaw } from '../support/raw-request.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const API = `/${DEFAULT_PREFIX}`;
const LAST = 'GET /livez HTTP/1.1\r\nconnection: close\r\n';

let server: TestServer;
beforeAll(async () => (server = await startTestServer()));
afterAll(() => server.close());

describe('A method that a path does not have', () => {
  it.each([
    ['PUT', '/known/heartbeat', 'POST'],
    ['HEAD', '/known/heartbeat', 'POST'],
    ['OPTIONS', '/known/heartbeat', 'POST'],
    ['QUERY', '/known/heartbeat', 'POST'],
    ['PURGE', '/known/heartbeat?a=1', 'POST'],
    ['GET', '/known/heartbeat/', 'POST'],
    ['PUT', '/known', 'DELETE, GET, HEAD, PATCH'],
    ['PUT', '/known/jobs', 'GET, HEAD, POST'],
    ['DELETE', '/register/batch', 'POST'],
    ['PUT', '/', 'GET, HEAD, POST'],
    ['DELETE', '/operations', 'GET, HEAD, POST'],
    ['DELETE', '/stats', 'GET, HEAD'],
  ])('%s %s is 405, with the methods that the path has', async (method, path, allow) => {
    const sent = `${method} ${API}${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;
    const { status, head, body } = await exchangeRaw(server.url, sent);
    expect([status, /^allow: (.*)$/im.exec(head)?.[1]]).toEqual([405, allow]);
    expect(body).toMatch(method === 'HEAD' ? /^$/ : /"code":"method_not_allowed"/);
  });
});

describe('An ambiguous request', () => {
  it.each([
    ['has two Host headers', `${LAST}host: localhost\r\nhost: evil.example\r\n\r\n`],
    ['repeats its Host header', `${LAST}host: localhost\r\nHOST: localhost\r\n\r\n`],
    ['has no Host header', `${LAST}\r\n`],
    ['has an empty Host header', `${LAST}host:\r\n\r\n`],
    ['has a Host header of a port alone', `${LAST}host: :8080\r\n\r\n`],
    ['has an empty Host header, by HTTP/1.0', 'GET /livez HTTP/1.0\r\nhost: \r\n\r\n'],
    ['is of HTTP/0.9', 'GET /livez\r\n\r\n'],
  ])('%s and is refused', async (_what, sent) => {
    const { status, body } = await exchangeRaw(server.url, sent);
    expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([400, 'bad_request']);
  });
});

describe('A request by HTTP/1.0', () => {
  it('needs no Host header, as probes of load balancers have none', async () => {
    const { head } = await exchangeRaw(server.url, 'GET /livez HTTP/1.0\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.[01] 200 /);
  });

  it('is checked by its Host header if it has one', async () => {
    const { head } = await exchangeRaw(server.url, 'GET /livez HTTP/1.0\r\nhost: evil.example\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.[01] 403 /);
  });
});
