import { Client } from 'pg';
import { registration } from '../factories/registration.factory.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import type { Registered } from '../support/token-bearer.js';

const ROLES = ['viewer', 'operator', 'registrar', 'scheduler', 'gateway', 'admin'] as const;

const READERS: readonly (typeof ROLES)[number][] = ['viewer', 'operator', 'registrar', 'scheduler'];

/** Each route, who may use it beside an admin, and whether a worker may for itself. */
const ROUTES: [string, string, readonly (typeof ROLES)[number][], boolean][] = [
  ['POST', '/register', ['registrar'], true],
  ['POST', '/register/batch', ['registrar'], true],
  ['POST', '/w/heartbeat', ['gateway'], true],
  ['POST', '/heartbeat/batch', ['gateway'], false],
  ['POST', '/w/deregister', ['operator'], true],
  ['POST', '/w/force-deregister', ['operator'], true],
  ['DELETE', '/w', ['operator'], false],
  ['PATCH', '/w', ['operator'], false],
  ['POST', '/w/token', [], true],
  ['POST', '/w/revoke', ['operator'], false],
  ['POST', '/w/drain', ['operator'], false],
  ['POST', '/w/maintenance', ['operator'], false],
  ['POST', '/w/activate', ['operator'], false],
  ['POST', '/w/acknowledge', ['operator'], false],
  ['POST', '/losses/acknowledge', ['operator'], false],
  ['POST', '/w/restore', ['operator'], false],
  ['POST', '/operations', ['operator'], false],
  ['POST', '/operations/none/pause', ['operator'], false],
  ['POST', '/operations/none/resume', ['operator'], false],
  ['POST', '/operations/none/cancel', ['operator'], false],
  ['POST', '/operations/none/undo', ['operator'], false],
  ['POST', '/guards/none/hold', ['operator'], false],
  ['POST', '/guards/none/release', ['operator'], false],
  ['POST', '/w/reconnect', ['operator'], false],
  ['POST', '/reconnect', ['operator'], false],
  ['POST', '/health/check', ['operator'], false],
  ['POST', '/cleanup/failed?dryRun=true', ['operator'], false],
  ['POST', '/alerts/none/mute', ['operator'], false],
  ['DELETE', '/alerts/none/mute', ['operator'], false],
  ['POST', '/w/jobs', ['scheduler'], true],
  ['DELETE', '/w/jobs/none', ['scheduler'], true],
  ['POST', '/w/observations', ['scheduler', 'operator'], false],
  ['POST', '/jobs/claim', ['scheduler'], false],
  ['GET', '/w/session', ['gateway'], true],
  ['GET', '/w', READERS, true],
  ['GET', '/w/status', READERS, true],
  ['GET', '/w/health', READERS, true],
  ['GET', '/w/jobs', READERS, true],
  ['GET', '/w/events', READERS, true],
  ['GET', '/w/timeline', READERS, false],
  ['GET', '/', READERS, false],
  ['GET', '/discovery/prometheus', READERS, false],
  ['GET', '/stats?by=zone', READERS, false],
  ['GET', '/operations', READERS, false],
  ['GET', '/operations/none', READERS, false],
  ['GET', '/capacity', READERS, false],
  ['POST', '/capacity/leave', ['operator'], false],
  ['GET', '/warnings', READERS, false],
  ['GET', '/capacity/history', READERS, false],
  ['GET', '/capacity/week', READERS, false],
  ['GET', '/reports/availability', READERS, false],
  ['GET', '/reports/access', READERS, false],
  ['GET', '/reports/changes', READERS, false],
  ['GET', '/reports/registrations', READERS, false],
  ['GET', '/events', READERS, false],
  ['GET', '/alerts', READERS, false],
  ['GET', '/guards', READERS, false],
  ['GET', '/health/system', READERS, false],
  ['GET', '/health/summary', READERS, false],
  ['GET', '/health/history', READERS, false],
  ['GET', '/session', READERS, false],
  ['GET', '/config', [], false],
  ['GET', '/access/keys', [], false],
  ['POST', '/access/keys', [], false],
  ['DELETE', '/access/keys/none', [], false],
  ['GET', '/access/join-tokens', [], false],
  ['POST', '/access/join-tokens', [], false],
  ['DELETE', '/access/join-tokens/none', [], false],
  ['GET', '/access/signing-keys', [], false],
  ['POST', '/access/signing-keys/rotate', [], false],
  ['GET', '/access/sessions', READERS, false],
  ['DELETE', '/access/sessions/none', READERS, false],
];

describe('In token mode', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  let token: string;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobs.self-assignment': true, 'server.batch-limit-mib': 1 });
    admin = await desk.as('admin');
    const { body } = await admin.post<Registered>('/register', registration({ workerId: 'known' }));
    token = body.credentials.accessToken;
  });
  afterAll(() => desk.close());

  const call = (api: ApiClient, method: string, path: string) =>
    api.send<{ code?: string; message?: string; instance?: string }>(
      method,
      path,
      method === 'POST' || method === 'PATCH' ? '{}' : undefined,
      'application/json',
    );

  it('this table has every route that requires a credential', async () => {
    const { paths } = (await (await fetch(`${desk.server.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    const prefix = `/${DEFAULT_PREFIX}`;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => path.startsWith(prefix) && security !== undefined)
        .map(([method]) => `${method.toUpperCase()} ${path.slice(prefix.length) || '/'}`),
    );
    const known = new Set(ROUTES.map(([method, path]) => `${method} ${path.replace(/\?.*/, '')}`));
    const missing = routes
      .map((route) => route.replace('{workerId}', 'w').replace(/\{\w+\}/, 'none'))
      .filter((route) => !known.has(route));
    // Its answer does not end; event-stream.spec.ts has it.
    expect(missing).toEqual(['GET /events/stream']);
  });

  it.each([
    ['no credential', undefined, 'credential_missing'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'credential_missing'],
    ['no token at all', 'Bearer nonsense', 'invalid_token'],
    ['an unsigned token', `Bearer ${unsigned()}`, 'invalid_token'],
    ['a made-up API key', `Bearer wrk_${'0'.repeat(16)}_${'0'.repeat(64)}`, 'invalid_token'],
    ['a made-up join token', `Bearer wrj_${'0'.repeat(16)}_${'0'.repeat(64)}`, 'invalid_token'],
  ])(
    '%s is 401 on every route, with the same text whether or not the worker exists',
    async (_, authorization, code) => {
      const api = authorization === undefined ? desk.server.api : desk.server.api.with({ authorization });
      for (const [method, path] of ROUTES.filter(([, each]) => each !== '/register')) {
        const [known, unknown] = [
          await call(api, method, named(path, 'known')),
          await call(api, method, named(path, 'no-one')),
        ];
        expect([method, path, known.status, known.body.code]).toEqual([method, path, 401, code]);
        expect({ ...unknown.body, instance: '' }).toEqual({ ...known.body, instance: '' });
        expect(known.headers.get('www-authenticate')).toContain('Bearer');
      }
    },
  );

  it('a request without a credential is refused before any query on workers', async () => {
    const locker = new Client({ connectionString: desk.server.database.url });
    await locker.connect();
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE worker_registration.worker, worker_registration.worker_state');
    try {
      for (const path of ['/known', '/no-one', '/known/jobs', '/health/system'])
        expect((await call(desk.server.api, 'GET', path)).status).toBe(401);
    } finally {
      await locker.end();
    }
  });

  it.each(ROLES)('the role %s allows its own routes and no others', async (role) => {
    const api = await desk.as(role);
    for (const [method, path, roles] of ROUTES.filter(([, each]) => each !== '/register')) {
      const { status, body } = await call(api, method, named(path, 'no-one'));
      const may = role === 'admin' || roles.includes(role);
      expect([method, path, status === 403 && body.code === 'role_missing']).toEqual([method, path, !may]);
    }
  });

  it('a worker acts only for itself, even if no other worker exists', async () => {
    const api = desk.showing(token);
    for (const [method, path, , self] of ROUTES.filter(([, each]) => each.includes('/w'))) {
      const { status, body } = await call(api, method, named(path, 'no-one'));
      expect([method, path, status, body.code]).toEqual([
        method,
        path,
        403,
        self ? 'not_your_worker' : 'role_missing',
      ]);
    }
    for (const path of ['/known', '/known/health', '/known/jobs', '/known/events'])
      expect((await call(api, 'GET', path)).status).toBe(200);
    expect((await call(api, 'POST', '/known/heartbeat')).status).toBe(200);
  });

  it('a worker assigns jobs to itself and ends them, until another process takes over', async () => {
    const { body } = await admin.post<Registered>(
      '/register',
      registration({ workerId: 'busy', bootId: 'b1' }),
    );
    const old = desk.showing(body.credentials.accessToken);
    expect((await old.post('/busy/jobs', { jobId: 'own-1' })).status).toBe(201);
    await admin.post('/register', registration({ workerId: 'busy', bootId: 'b2', activeJobs: ['own-1'] }));
    expect(await old.post('/busy/jobs', { jobId: 'own-2' })).toMatchObject({
      status: 409,
      body: { code: 'superseded' },
    });
    expect(await old.delete('/busy/jobs/own-1')).toMatchObject({ status: 409, body: { code: 'superseded' } });
    expect((await admin.get('/busy/jobs')).body['jobs']).toMatchObject([{ jobId: 'own-1' }]);
  });

  it('probes are public; metrics and the root require role viewer', async () => {
    const status = async (path: string, headers = {}) =>
      (await fetch(desk.server.url + path, { headers })).status;
    const { key } = await desk.key({ roles: ['viewer'] });
    expect([await status('/livez'), await status('/readyz')]).toEqual([200, 200]);
    for (const path of ['/metrics', '/health/system', '/health/summary']) {
      expect(await status(path)).toBe(401);
      expect(await status(path, { authorization: `Bearer ${key}` })).toBe(200);
    }
  });

  it('a large body without a credential is not read', async () => {
    const large = 'x'.repeat(2 * 1024 * 1024);
    const send = (api: ApiClient) => api.send('POST', '/register/batch', large, 'application/x-ndjson');
    expect([(await send(desk.server.api)).status, (await send(admin)).status]).toEqual([401, 413]);
  });

  it('an operator deregisters a worker after its drain, even if the worker restarts meanwhile', async () => {
    const { key, name } = await desk.key({ roles: ['operator'] });
    const register = (bootId: string) =>
      admin.post('/register', registration({ workerId: 'sent', bootId, activeJobCount: 1 }));
    await register('b1');
    await desk.showing(key).post('/sent/deregister', { drain: true });
    await admin.post('/register', registration({ workerId: 'sent', bootId: 'b2' }));
    const drained = (await admin.get('/sent')).body;
    await admin.post('/sent/heartbeat', { currentJobCount: 0 });
    const left = (await admin.get('/sent')).body;
    await register('b3');
    const anew = (await admin.post('/sent/heartbeat', { currentJobCount: 0 })).body;
    expect(drained).toMatchObject({ status: 'DRAINING', order: { by: `key:${name}` } });
    expect(left).toMatchObject({ status: 'INACTIVE' });
    expect(anew).toMatchObject({ worker: { status: 'ACTIVE', order: null }, commands: [] });
  });

  it('the journal names the caller', async () => {
    const { key, name } = await desk.key({ roles: ['operator'] });
    await desk.showing(key).post('/known/maintenance', { reason: 'Kernel update' });
    const { body } = await admin.get<{ events: { type: string }[] }>(`/known/events?actor=key:${name}`);
    expect(body.events).toMatchObject([{ type: 'order-given', detail: { reason: 'Kernel update' } }]);
    expect((await admin.get('/known')).body).toMatchObject({ order: { by: `key:${name}` } });
  });
});

const named = (path: string, worker: string): string => path.replace(/^\/w(?=\/|$)/, `/${worker}`);

function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', kid: 'k' })}.${part({ sub: '1', wid: 'known', inc: 1, exp: 9e9 })}.`;
}
