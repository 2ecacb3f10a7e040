import { RouteTable, type Route } from '../../src/server/route-table.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { AccessDesk } from '../support/access-desk.js';
import { exchangeRaw, headOnly } from '../support/raw-request.js';

const API = `/${DEFAULT_PREFIX}`;

/** Routes without a credential, and what they answer to the head of a request whose body never comes. */
const PUBLIC: readonly (readonly [RegExp, number])[] = [
  [/^(POST|DELETE) \/api\/v1\/worker-registration\/session$/, 413],
  [/^(GET|HEAD) \/(livez|readyz)$/, 200],
  [/^(GET|HEAD) \/$/, 302],
  [/^(GET|HEAD) \/dashboard(\/\*)?$/, 200],
  [/^(GET|HEAD) \/dashboard\/assets\//, 404],
  [/^(GET|HEAD) \/(docs|openapi\.json)/, 200],
];

const expectedOf = ({ method, url }: Route): number | undefined =>
  PUBLIC.find(([pattern]) => pattern.test(`${method} ${url}`))?.[1];

const pathOf = (url: string): string => url.replaceAll(/:[a-zA-Z]+/g, 'any').replace('*', 'any');

describe('Before its body is read', () => {
  let desk: AccessDesk;
  let routes: readonly Route[];
  beforeAll(async () => {
    desk = await AccessDesk.open();
    routes = RouteTable.of(desk.server.app.getHttpAdapter().getInstance()).all;
  });
  afterAll(() => desk.close());

  const statusesOf = (asked: readonly Route[], headers?: Record<string, string>) =>
    Promise.all(
      asked.map(async ({ method, url }) => {
        const { status } = await exchangeRaw(desk.server.url, headOnly(method, pathOf(url), headers));
        return `${method} ${url} ${status}`;
      }),
    );

  it('a request without a credential is refused on every route that is not public', async () => {
    const guarded = routes.filter((route) => expectedOf(route) === undefined);
    expect(guarded.length).toBeGreaterThan(60);
    expect(await statusesOf(guarded)).toEqual(guarded.map(({ method, url }) => `${method} ${url} 401`));
  });

  it('a request with a wrong credential is refused on every route that is not public', async () => {
    const guarded = routes.filter((route) => expectedOf(route) === undefined);
    const headers = { authorization: `Bearer wrk_${'0'.repeat(16)}_${'0'.repeat(64)}` };
    expect(await statusesOf(guarded, headers)).toEqual(
      guarded.map(({ method, url }) => `${method} ${url} 401`),
    );
  });

  it('a sign-in that is far too large is refused', async () => {
    const signing = routes.filter((route) => expectedOf(route) === 413);
    expect(await statusesOf(signing)).toEqual(signing.map(({ method, url }) => `${method} ${url} 413`));
  });

  it.each([
    ['POST', '/nowhere', 404],
    ['POST', `${API}/any/explode`, 404],
    ['PUT', `${API}/any/heartbeat`, 405],
    ['GET', `${API}/any/heartbeat`, 405],
    ['POST', '/livez', 405],
  ])('%s %s is answered %i', async (method, path, status) => {
    expect((await exchangeRaw(desk.server.url, headOnly(method, path))).status).toBe(status);
  });

  it('a request that expects 100-continue is refused without it', async () => {
    const { head } = await exchangeRaw(
      desk.server.url,
      headOnly('POST', `${API}/any/heartbeat`, { expect: '100-continue' }),
    );
    expect(head).toMatch(/^HTTP\/1\.1 401 /);
  });
});
