import { registration } from '../factories/registration.factory.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { EVERYTHING, routesOf } from '../support/worker-calls.js';

/** What becomes of an unknown name: the call is refused, its answer warns, or the route has filters of its own. */
type Decision = 'refused' | 'warned' | 'per item';

interface Expected {
  readonly body: Decision;
  readonly query: Decision;
  /** A body that the route would accept. */
  readonly given?: object | readonly object[];
}

const STRICT: Expected = { body: 'refused', query: 'refused' };
const given = (body: object): Expected => ({ ...STRICT, given: body });
const ITEM = { workerId: 'w1', dryRun: true };

/** Routes that do not refuse both, or need a body to get that far. Every other route is strict. */
const DECISIONS: Readonly<Record<string, Expected>> = {
  'POST /register': { body: 'warned', query: 'warned', given: registration({ workerId: 'new' }) },
  'POST /': { body: 'warned', query: 'warned', given: registration({ workerId: 'new' }) },
  'POST /{workerId}/heartbeat': { body: 'warned', query: 'warned', given: {} },
  'POST /register/batch': { body: 'per item', query: 'refused', given: [registration(ITEM)] },
  'POST /heartbeat/batch': { body: 'per item', query: 'refused', given: [ITEM] },
  'POST /{workerId}/jobs': { body: 'warned', query: 'refused', given: { jobId: 'j1' } },
  'POST /jobs/claim': { body: 'warned', query: 'refused', given: { jobId: 'j2' } },
  'POST /session': { body: 'warned', query: 'refused', given: { key: 'none' } },
  'POST /access/keys': given({ name: 'k', roles: ['viewer'] }),
  'POST /access/join-tokens': given({ name: 'j' }),
  'POST /alerts/{name}/mute': given({ until: '2099-01-01T00:00:00Z' }),
};

/** Outside the prefix of the API, for programs that probe: a query changes nothing there. */
const PROBES = new Set(['GET /livez', 'GET /readyz']);
/** It needs an API key, of which the open mode has none; the unit tests have its warnings. */
const NOT_TRIED = new Set(['POST /session']);

describe('A name that a route does not know', () => {
  let server: TestServer;
  let routes: string[];
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'alerts.rules': [{ name: 'r', kind: 'worker-failed' }] } });
    routes = routesOf(server)
      .map(({ route }) => route)
      .filter((route) => !PROBES.has(route));
    await server.api.post('/register', registration({ workerId: 'w1', bootId: 'b1' }));
    await server.api.post('/w1/jobs', { jobId: 'old' });
  });
  afterAll(() => server.close());

  const decisionOn = (route: string): Expected => DECISIONS[route] ?? STRICT;
  const everything = () => server.database.query(EVERYTHING);
  const send = async (route: string, body: unknown, query = '') => {
    const [method, path] = route.split(' ') as [string, string];
    const url = path
      .replace('{name}', 'r')
      .replace('{jobId}', 'old')
      .replace(/\{\w+\}/, 'w1');
    const type = body === undefined ? undefined : 'application/json';
    const sent = body === undefined ? undefined : JSON.stringify(body);
    return server.api.send<Answered>(method, url + query, sent, type);
  };

  it('has a decision for each route of which the table knows', () => {
    expect(Object.keys(DECISIONS).filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('is refused in the bodies of all commands, which then do nothing', async () => {
    const before = await everything();
    for (const route of routes.filter((each) => /^(POST|DELETE)/.test(each))) {
      const { body: decision, given: body } = decisionOn(route);
      if (decision !== 'refused') continue;
      const answer = await send(route, { ...body, dryRun: true });
      expect([route, answer.status, answer.body.errors?.map(({ field }) => field)]).toEqual([
        route,
        400,
        ['dryRun'],
      ]);
      expect(answer.body.message).toContain('Unknown field "dryRun"');
    }
    expect(await everything()).toEqual(before);
  });

  it('is refused in the query of every route but those by which workers live', async () => {
    const before = await everything();
    for (const route of routes.filter((each) => decisionOn(each).query === 'refused')) {
      if (NOT_TRIED.has(route)) continue;
      const { status, body } = await send(route, decisionOn(route).given, '?dry=true');
      expect([route, status, body.errors?.map(({ field }) => field)]).toEqual([route, 400, ['dry']]);
    }
    expect(await everything()).toEqual(before);
  });

  it('is dropped and named on all other routes', async () => {
    const unknownField = 'Unknown field "dryRun" was dropped';
    const unknownParameter = 'Unknown query parameter "dryRun" was dropped';
    const kinds: [keyof Expected, Decision, object, string, string][] = [
      ['body', 'warned', { dryRun: true }, '', unknownField],
      ['query', 'warned', {}, '?dryRun=true&_=1', unknownParameter],
    ];
    for (const [part, decision, more, query, warning] of kinds)
      for (const route of routes.filter((each) => decisionOn(each)[part] === decision)) {
        if (NOT_TRIED.has(route)) continue;
        const { body } = await send(route, { ...decisionOn(route).given, ...more }, query);
        expect([route, body.warnings]).toEqual([route, [warning]]);
      }
    for (const route of routes.filter((each) => decisionOn(each).body === 'per item')) {
      const { body } = await send(route, decisionOn(route).given);
      expect([route, body.results?.[0]?.warnings]).toEqual([route, [unknownField]]);
    }
  });

  it('comes with the name that was meant', async () => {
    expect((await server.api.post('/w1/deregister', { bootid: 'old' })).body).toMatchObject({
      message: 'Unknown field "bootid"; did you mean bootId?',
    });
    expect((await server.api.post('/cleanup/failed', { dryRun: true })).body).toMatchObject({
      message: 'Unknown field "dryRun"; this route has no body; dryRun is a query parameter',
    });
    expect((await server.api.post('/access/signing-keys/rotate', { revokeold: true })).body).toMatchObject({
      message: 'Unknown field "revokeold"; did you mean revokeOld?',
    });
  });

  it.each(['broken', '{"dryRun":true'])('is not looked for in a body that is no JSON: %s', async (text) => {
    const { status, body } = await server.api.send<Answered>(
      'POST',
      '/cleanup/failed',
      text,
      'application/json',
    );
    expect([status, body.code]).toEqual([400, 'malformed_json']);
  });
});

interface Answered {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: { field: string }[];
  readonly warnings?: string[];
  readonly results?: { warnings?: string[] }[];
}
