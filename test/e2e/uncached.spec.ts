import { request } from 'node:http';
import { RouteTable, type Route } from '../../src/server/route-table.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { startHostedServer } from '../support/hosted-server.js';
import { exchangeRaw } from '../support/raw-request.js';
import { BOOTSTRAP_KEY, startTestServer, type TestServer } from '../support/test-server.js';

const API = `/${DEFAULT_PREFIX}`;
const KEY = `Bearer ${BOOTSTRAP_KEY}`;

/** Pages for people, the same for each of them: caches may ask whether they have changed, or keep what is named by its content. */
const PAGES = /^\/(dashboard|docs)/;

/** The status and the header of an answer, of which no more is read. */
const answerOf = (url: string, { method, url: path }: Route, headers: Record<string, string>) =>
  new Promise<string>((resolve, reject) => {
    const asked = `${url}${path.replaceAll(/:[a-zA-Z]+/g, 'any').replace('*', 'any')}`;
    const sent = request(asked, { method, headers }, (answer) => {
      resolve(`${method} ${path} ${answer.headers['cache-control']}`);
      answer.destroy();
    });
    sent.on('error', reject).end();
  });

const uncached = (routes: readonly Route[]) =>
  routes.map(
    ({ method, url }) => expect.stringMatching(`^${escaped(`${method} ${url}`)} no-store`) as string,
  );
const escaped = (text: string) => text.replaceAll(/[*.:/]/g, String.raw`\$&`);

describe('An answer of the server', () => {
  let server: TestServer;
  let routes: readonly Route[];
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'auth.mode': 'token' } });
    const { all } = RouteTable.of(server.app.getHttpAdapter().getInstance());
    routes = all.filter(({ url }) => !PAGES.test(url));
  });
  afterAll(() => server.close());

  it.each<[string, Record<string, string>]>([
    ['without a credential', {}],
    ['with a wrong credential', { authorization: 'Bearer wrong' }],
    ['to an admin', { authorization: KEY }],
    ['to a page of another site', { origin: 'https://evil.example', authorization: KEY }],
  ])('%s is kept by no cache, on any route', async (_, headers) => {
    expect(routes.length).toBeGreaterThan(60);
    const answers = await Promise.all(routes.map((route) => answerOf(server.url, route, headers)));
    expect(answers).toEqual(uncached(routes));
  });

  it.each([
    ['signs in', `POST ${API}/session`, JSON.stringify({ key: BOOTSTRAP_KEY }), 200],
    ['signs in in vain', `POST ${API}/session`, JSON.stringify({ key: 'wrong' }), 401],
    ['signs out', `DELETE ${API}/session`, '', 204],
    ['is alive', 'GET /livez', '', 200],
    ['is ready', 'GET /readyz', '', 200],
    ['has no route', 'GET /nowhere', '', 404],
    ['has another method', 'PUT /livez', '', 405],
    ['cannot be decoded', 'GET /%', '', 400],
    ['has no HTTP', 'NO', '', 400],
  ])('that %s is kept by no cache', async (_, line, body, status) => {
    const head = `${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json`;
    const sent = `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const answer = await exchangeRaw(server.url, sent);
    expect([answer.status, /^cache-control: (.*)$/im.exec(answer.head)?.[1]]).toEqual([status, 'no-store']);
  });
});

describe('An answer of the module in a host application', () => {
  let server: TestServer;
  let routes: readonly Route[];
  beforeAll(async () => {
    server = await startHostedServer(
      { settings: { 'auth.mode': 'token', 'auth.bootstrap-key': BOOTSTRAP_KEY } },
      (app) => {
        const fastify = app.getHttpAdapter().getInstance();
        routes = RouteTable.of(fastify).all;
        fastify.get('/theirs', () => ({}));
      },
    );
  });
  afterAll(() => server.close());

  it.each<[string, Record<string, string>]>([
    ['without a credential', {}],
    ['to an admin', { authorization: KEY }],
  ])('%s is kept by no cache, on any route', async (_, headers) => {
    const ours = routes.filter(({ url }) => url.startsWith(API));
    expect(ours.length).toBeGreaterThan(60);
    const answers = await Promise.all(ours.map((route) => answerOf(server.url, route, headers)));
    expect(answers).toEqual(uncached(ours));
  });

  it('does not affect the routes of that application', async () => {
    expect((await fetch(`${server.url}/theirs`)).headers.get('cache-control')).toBeNull();
  });
});
