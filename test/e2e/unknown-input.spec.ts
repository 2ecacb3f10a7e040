import { registration } from '../factories/registration.factory.js';
import { namesIn, type Document, type Names } from '../support/openapi-names.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { EVERYTHING, routesOf } from '../support/worker-calls.js';

/**
 * What becomes of an unknown name. Judged: refused if it may be meant as an option, else dropped and named. Strict: always
 * refused. Ignored: the route has no option and changes nothing, or its answer has no place for warnings.
 */
type Decision = 'judged' | 'strict' | 'warned' | 'per item' | 'ignored';

interface Expected {
  readonly body: Decision;
  readonly query: Decision;
  /** A body that the route would accept. */
  readonly given?: object | readonly object[];
}

const COMMAND: Expected = { body: 'judged', query: 'judged' };
const PLAIN_READ: Expected = { body: 'ignored', query: 'ignored' };
const given = (body: object): Expected => ({ ...COMMAND, given: body });
const read = (query: Decision): Expected => ({ ...PLAIN_READ, query });
const ITEM = { workerId: 'w1', dryRun: true };
const REPORTS = ['availability', 'access', 'changes', 'registrations'];
const JUDGED = ['{workerId}/jobs', 'operations/{id}', 'access/join-tokens', 'health/history'];
/** Routes that are neither commands without a required body nor reads without options. */
const DECISIONS: Readonly<Record<string, Expected>> = {
  'POST /register': { body: 'warned', query: 'judged', given: registration({ workerId: 'new' }) },
  'POST /': { body: 'warned', query: 'judged', given: registration({ workerId: 'new' }) },
  'POST /{workerId}/heartbeat': { body: 'warned', query: 'warned', given: {} },
  'POST /register/batch': { body: 'per item', query: 'judged', given: [registration(ITEM)] },
  'POST /heartbeat/batch': { body: 'per item', query: 'judged', given: [ITEM] },
  'PATCH /{workerId}': given({ capacity: 2 }),
  'POST /{workerId}/jobs': given({ jobId: 'j1' }),
  'POST /{workerId}/observations': given({ kind: 'timeout' }),
  'POST /jobs/claim': given({ jobId: 'j2' }),
  'POST /session': { body: 'warned', query: 'judged', given: { key: 'none' } },
  'POST /access/keys': given({ name: 'k', roles: ['viewer'] }),
  'POST /access/join-tokens': given({ name: 'j' }),
  'POST /alerts/{name}/mute': given({ until: '2099-01-01T00:00:00Z' }),
  'POST /guards/{zone}/hold': given({ minutes: 5, reason: 'Repair' }),
  'POST /guards/{zone}/release': given({ reason: 'Repaired' }),
  'POST /operations': {
    body: 'strict',
    query: 'judged',
    given: { kind: 'activate', workerIds: ['w1'], reason: 'Repaired' },
  },
  'POST /capacity/leave': given({ count: 1 }),
  'POST /losses/acknowledge': given({ reason: 'Known' }),
  'POST /{workerId}/acknowledge': given({ reason: 'Known' }),
  'GET /': read('strict'),
  'GET /events': read('strict'),
  'GET /events/stream': read('strict'),
  'GET /{workerId}/events': read('strict'),
  'GET /{workerId}/session': read('strict'),
  ...Object.fromEntries(JUDGED.map((path) => [`GET /${path}`, read('judged')])),
  ...Object.fromEntries(['', '/history', '/week'].map((part) => [`GET /capacity${part}`, read('judged')])),
  'GET /warnings': read('strict'),
  ...Object.fromEntries(REPORTS.map((about) => [`GET /reports/${about}`, read('strict')])),
  'GET /discovery/prometheus': read('judged'),
  'GET /operations': read('strict'),
  'GET /stats': read('strict'),
  'GET /{workerId}/timeline': read('strict'),
};

/** Parameters without which a read is refused anyway. */
const NEEDED: Readonly<Record<string, string>> = { 'GET /stats': 'by=zone&' };

/** It needs an API key, of which the open mode has none; the unit tests have its warnings. */
const NOT_TRIED = new Set(['POST /session', 'DELETE /session']);

const PREFIX = '/api/v1/worker-registration';
const AT_THE_ROOT = new Set(['GET /livez', 'GET /readyz', 'GET /metrics']);

/** Names that may be meant as an option of a command, whatever options it has. */
const DANGEROUS = [
  'dryRun',
  'dry_run',
  'DryRun',
  'dry',
  'all-or-nothing',
  'Force',
  'boot_id',
  'maxUnavailable',
];

describe('A name that a route does not know', () => {
  let server: TestServer;
  let routes: string[];
  let known: Map<string, Names>;
  let operation: string;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'alerts.rules': [{ name: 'r', kind: 'worker-failed' }] } });
    routes = routesOf(server)
      .map(({ route }) => route)
      .filter((route) => !NOT_TRIED.has(route));
    await server.api.post('/register', registration({ workerId: 'w1' }));
    const { body } = await server.api.post<{ operation: { id: string } }>('/operations', {
      ...DECISIONS['POST /operations']!.given,
    });
    operation = body.operation.id;
    known = namesIn((await (await fetch(`${server.url}/openapi.json`)).json()) as Document);
  });
  beforeEach(async () => {
    await server.api.post('/register', registration({ workerId: 'w1', bootId: 'b1' }));
    await server.api.post('/w1/jobs', { jobId: 'old' });
  });
  afterAll(() => server.close());

  const decisionOn = (route: string): Expected =>
    DECISIONS[route] ?? (route.startsWith('GET ') ? PLAIN_READ : COMMAND);
  const knows = (route: string, name: string): boolean =>
    Object.values(known.get(route) ?? {}).some((names) => names.includes(name));
  const everything = () => server.database.query(EVERYTHING);
  const having = (part: 'body' | 'query', decision: Decision): string[] =>
    routes.filter((route) => decisionOn(route)[part] === decision);
  const send = async (route: string, body: unknown, query = '') => {
    const [method, path] = route.split(' ') as [string, string];
    const url = path
      .replace('{name}', 'r')
      .replace('{jobId}', 'old')
      .replace('operations/{id}', `operations/${operation}`)
      .replace(/\{\w+\}/, 'w1');
    const type = body === undefined ? undefined : 'application/json';
    const sent = body === undefined ? undefined : JSON.stringify(body);
    return server.api.send<Answered>(method, url + query, sent, type);
  };

  it('has a decision for each route of this table', () => {
    const all = new Set([...routes, ...NOT_TRIED]);
    expect(Object.keys(DECISIONS).filter((route) => !all.has(route))).toEqual([]);
  });

  it('is refused by every command if it resembles an option, and nothing is changed', async () => {
    const before = await everything();
    for (const route of having('body', 'judged'))
      for (const name of DANGEROUS.filter((each) => !knows(route, each))) {
        const answer = await send(route, { ...decisionOn(route).given, [name]: true, later: 1 });
        expect([route, answer.status, answer.body.errors?.map(({ field }) => field)]).toEqual([
          route,
          400,
          [name],
        ]);
        expect(answer.body.warnings).toEqual(['Unknown field "later" was dropped']);
      }
    for (const route of having('query', 'judged'))
      for (const name of DANGEROUS.filter((each) => !knows(route, each))) {
        const { status, body } = await send(route, decisionOn(route).given, `?${name}=true`);
        expect([route, status, body.errors?.map(({ field }) => field)]).toEqual([route, 400, [name]]);
      }
    expect(await everything()).toEqual(before);
  });

  it('is refused if it resembles a known name', async () => {
    let tried = 0;
    for (const route of having('body', 'judged'))
      for (const name of known.get(route)?.body ?? []) {
        const slips = [name.toUpperCase(), `${name.slice(0, 1)}_${name.slice(1)}`, `${name}s`];
        for (const slip of slips.filter((each) => !knows(route, each))) {
          const { status, body } = await send(route, { ...decisionOn(route).given, [slip]: 'x' });
          expect([route, slip, status]).toEqual([route, slip, 400]);
          expect(body.message).toContain(`Unknown field "${slip}"; did you mean `);
          tried += 1;
        }
      }
    expect(tried).toBeGreaterThan(50);
  });

  it('is dropped and named by every command if it resembles none, so that newer clients work', async () => {
    for (const route of having('body', 'judged')) {
      const { status, body } = await send(route, { ...decisionOn(route).given, later: 1 });
      expect([route, status, status === 400]).toEqual([route, status, false]);
      const expected = hasWarnings(status, body) ? ['Unknown field "later" was dropped'] : undefined;
      expect([route, body.warnings]).toEqual([route, expected]);
      await server.api.post('/register', registration({ workerId: 'w1', bootId: 'b1' }));
    }
  });

  it('is dropped and named by every route with options if it resembles none', async () => {
    for (const route of having('query', 'judged')) {
      const made = JSON.parse(
        JSON.stringify(decisionOn(route).given ?? null).replace(/"(k|j|j1|j2)"/, '"$1-again"'),
      ) as object | null;
      const { status, body } = await send(route, made ?? undefined, '?later=1&_=1');
      expect([route, status, status === 400]).toEqual([route, status, false]);
      const named = route === 'POST /{workerId}/force-deregister' ? 'field' : 'query parameter';
      const expected = hasWarnings(status, body) ? [`Unknown ${named} "later" was dropped`] : undefined;
      expect([route, body.warnings]).toEqual([route, expected]);
      await server.api.post('/register', registration({ workerId: 'w1', bootId: 'b1' }));
    }
  });

  it('is refused by commands on many workers, whatever it is', async () => {
    for (const route of having('body', 'strict')) {
      const { status, body } = await send(route, { ...decisionOn(route).given, later: 1 });
      expect([route, status, body.errors?.map(({ field }) => field)]).toEqual([route, 400, ['later']]);
    }
  });

  it('is refused as a filter of a list, which would return everything', async () => {
    for (const route of having('query', 'strict')) {
      const { status, body } = await send(route, undefined, `?${NEEDED[route] ?? ''}later=1`);
      expect([route, status, body.errors?.map(({ field }) => field)]).toEqual([route, 400, ['later']]);
    }
  });

  it('is ignored in the query of reads without options, to which proxies add', async () => {
    for (const route of having('query', 'ignored')) {
      const path = route
        .slice(route.indexOf('/'))
        .replace('operations/{id}', `operations/${operation}`)
        .replace(/\{\w+\}/, 'w1');
      const url = AT_THE_ROOT.has(route) ? server.url + path : server.url + PREFIX + path;
      const { status } = await fetch(`${url}?later=1&dryRun=true`);
      expect([route, status]).toEqual([route, 200]);
    }
  });

  it('is dropped and named by registrations and heartbeats, whatever it is', async () => {
    const unknownField = 'Unknown field "dryRun" was dropped';
    const unknownParameter = 'Unknown query parameter "dryRun" was dropped';
    for (const route of having('body', 'warned')) {
      const { body } = await send(route, { ...decisionOn(route).given, dryRun: true });
      expect([route, body.warnings]).toEqual([route, [unknownField]]);
    }
    for (const route of having('query', 'warned')) {
      const { body } = await send(route, decisionOn(route).given, '?dryRun=true&_=1');
      expect([route, body.warnings]).toEqual([route, [unknownParameter]]);
    }
    for (const route of having('body', 'per item')) {
      const { body } = await send(route, decisionOn(route).given);
      expect([route, body.results?.[0]?.warnings]).toEqual([route, [unknownField]]);
    }
  });

  it('assigns no job if it is a misspelt zone', async () => {
    for (const slip of ['zoen', 'Zone', 'zones', 'zon']) {
      const { status, body } = await server.api.post<Answered>('/jobs/claim', { jobId: slip, [slip]: 'x' });
      expect([slip, status, body.message]).toEqual([
        slip,
        400,
        `Unknown field "${slip}"; did you mean zone?`,
      ]);
    }
  });

  it('is answered with the right name, or the place where it belongs', async () => {
    expect((await server.api.post('/w1/deregister', { bootid: 'old' })).body).toMatchObject({
      message: 'Unknown field "bootid"; did you mean bootId?',
    });
    expect((await server.api.post('/cleanup/failed', { dryRun: true })).body).toMatchObject({
      message: 'Unknown field "dryRun"; this route has no body; dryRun is a query parameter',
    });
    expect((await server.api.post('/w1/drain', { dryRun: true })).body).toMatchObject({
      message: 'Unknown field "dryRun"; there is no such option here',
    });
  });

  it('is counted, not listed, if there are more than twenty', async () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`later${at}`, at]));
    expect((await server.api.post('/w1/drain', many)).body).toMatchObject({
      message: '21 unknown fields, such as "later0"',
    });
  });

  it.each(['broken', '{"dryRun":true'])('is not searched in a body that is no JSON: %s', async (text) => {
    const type = 'application/json';
    const { status, body } = await server.api.send<Answered>('POST', '/cleanup/failed', text, type);
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

/** Neither lists, answers without a body nor problems of another kind have them. */
const hasWarnings = (status: number, body: Answered): boolean =>
  status < 300 && status !== 204 && !Array.isArray(body);
