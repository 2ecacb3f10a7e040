import { Client } from 'pg';
import type { AccessRule } from '../../src/identity/access/access-rule.js';
import type { ApiClient } from '../support/api-client.js';
import { SCOPES, ScopeDesk } from '../support/scope-desk.js';
import { untilBlocked } from '../support/waiting.js';
import { routesOf } from '../support/worker-calls.js';

type Call = (name: string) => [path: string, body?: unknown];

/** Routes about one worker: what is sent. They come in this order, as some end the worker. */
const OF_A_WORKER: Readonly<Record<string, Call>> = {
  'GET /{workerId}': (w) => [`/${w}`],
  'GET /{workerId}/status': (w) => [`/${w}/status`],
  'GET /{workerId}/health': (w) => [`/${w}/health`],
  'GET /{workerId}/session': (w) => [`/${w}/session`],
  'GET /{workerId}/events': (w) => [`/${w}/events`],
  'GET /{workerId}/timeline': (w) => [`/${w}/timeline`],
  'GET /{workerId}/jobs': (w) => [`/${w}/jobs`],
  'POST /{workerId}/heartbeat': (w) => [`/${w}/heartbeat`, { currentJobCount: 1, cpuUsage: -1 }],
  'POST /{workerId}/reconnect': (w) => [`/${w}/reconnect`],
  'POST /{workerId}/jobs': (w) => [`/${w}/jobs`, { jobId: `${w}-new` }],
  'DELETE /{workerId}/jobs/{jobId}': (w) => [`/${w}/jobs/${w}-old`],
  'POST /{workerId}/observations': (w) => [`/${w}/observations`, { kind: 'timeout' }],
  'POST /{workerId}/drain': (w) => [`/${w}/drain`, {}],
  'POST /{workerId}/maintenance': (w) => [`/${w}/maintenance`, {}],
  'POST /{workerId}/activate': (w) => [`/${w}/activate`, {}],
  'POST /{workerId}/deregister': (w) => [`/${w}/deregister`, { forceDeregister: true }],
  'POST /{workerId}/force-deregister': (w) => [`/${w}/force-deregister`],
  'POST /{workerId}/acknowledge': (w) => [`/${w}/acknowledge`, { reason: 'Known' }],
  'POST /{workerId}/restore': (w) => [`/${w}/restore`, {}],
  'POST /{workerId}/revoke': (w) => [`/${w}/revoke`, {}],
  'PATCH /{workerId}': (w) => [`/${w}`, { capacity: 2 }],
  'DELETE /{workerId}': (w) => [`/${w}`],
};

/** Routes that answer with, or change, the part of the fleet that the key is limited to; each has a test below. */
const OF_A_PART = new Set([
  'GET /',
  'GET /events',
  'GET /events/stream',
  'GET /health/system',
  'GET /health/summary',
  'GET /discovery/prometheus',
  'GET /stats',
  'POST /register',
  'POST /',
  'POST /register/batch',
  'POST /heartbeat/batch',
  'POST /jobs/claim',
  'POST /losses/acknowledge',
  'POST /operations',
  'GET /operations',
  'GET /operations/{id}',
  'POST /operations/{id}/pause',
  'POST /operations/{id}/resume',
  'POST /operations/{id}/cancel',
  'POST /operations/{id}/undo',
]);

const OF_THE_CALLER = new Set(['GET /session', 'GET /access/sessions', 'DELETE /access/sessions/{id}']);

describe('An API key that is limited', () => {
  let desk: ScopeDesk;
  let ruled: [string, AccessRule][];
  beforeAll(async () => {
    desk = await ScopeDesk.open();
    ruled = routesOf(desk.access.server).flatMap(({ route, rule }) =>
      rule === undefined ? [] : [[route, rule] as [string, AccessRule]],
    );
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clear());

  const call = (api: ApiClient, route: string, [path, body]: [string, unknown?]) =>
    api.send<Record<string, unknown>>(
      route.slice(0, route.indexOf(' ')),
      path,
      body === undefined ? undefined : JSON.stringify(body),
      'application/json',
    );
  const routesOfKind = (kind: AccessRule['scope']) =>
    ruled.filter(([, rule]) => rule.scope === kind && rule.role !== 'admin').map(([route]) => route);

  it('has a decision, and a test, for every route', () => {
    expect(routesOfKind('worker').toSorted()).toEqual(Object.keys(OF_A_WORKER).toSorted());
    expect(routesOfKind('part').toSorted()).toEqual([...OF_A_PART].toSorted());
    expect(routesOfKind('caller').toSorted()).toEqual([...OF_THE_CALLER].toSorted());
    for (const [route, rule] of ruled)
      expect([route, ['worker', 'part', 'caller', 'fleet'].includes(rule.scope)]).toEqual([route, true]);
  });

  it.each(SCOPES)(
    'to a %s is refused on every route about the whole fleet, with its limit',
    async (_, scope) => {
      const api = await desk.limited(scope);
      const limit = /this key is limited to (zone a|tag blue|workerId prefix in-)/;
      const [before] = await desk.everything();
      for (const [route, rule] of ruled.filter(
        ([, each]) => each.scope === 'fleet' || each.role === 'admin',
      )) {
        const path = route.slice(route.indexOf(' ') + 1).replaceAll(/\{\w+\}/g, 'none');
        // It is outside the prefix; the next test has it.
        if (path === '/metrics') continue;
        const { status, body } = await call(api, route, [path, route.startsWith('POST') ? {} : undefined]);
        const isLimit = limit.test(String(body['message']));
        expect([route, status, body['code'], isLimit]).toEqual(
          rule.role === 'admin'
            ? [route, 403, 'role_missing', false]
            : [route, 403, 'outside_key_scope', true],
        );
      }
      expect(await desk.everything()).toEqual([before]);
    },
  );

  it('is refused or narrowed on the routes of the root as well', async () => {
    await desk.begin('in');
    await desk.begin('out');
    const { key } = await desk.access.key({ roles: ['viewer'], zone: 'a' });
    const ask = (path: string) =>
      fetch(desk.access.server.url + path, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask('/metrics')).status).toBe(403);
    expect(await (await ask('/health/system')).json()).toMatchObject({ totalWorkers: 1 });
    expect(await (await ask('/health/summary')).json()).toMatchObject({ health: { present: 1 } });
  });

  it.each(SCOPES)('to a %s may use every route for a worker in its scope', async (_, scope) => {
    const api = await desk.limited(scope);
    for (const [route, of] of Object.entries(OF_A_WORKER)) {
      const workerId = await desk.begin('in');
      if (/acknowledge|restore/.test(route)) await desk.lose(workerId);
      const { status, body } = await call(api, route, of(workerId));
      // Of a session only the upgrade is missing, of which this client is not capable.
      const code = body?.['code'] === 'upgrade_required' ? undefined : body?.['code'];
      expect([route, status, code]).toEqual([
        route,
        status < 300 || status === 426 ? status : 200,
        undefined,
      ]);
    }
  });

  it.each(SCOPES)(
    'to a %s gets the same answer for a worker outside its scope as for an unknown one, on every route',
    async (_, scope) => {
      const api = await desk.limited(scope);
      const workerId = await desk.begin('out');
      const id = await desk.idOf(workerId);
      const [before] = await desk.everything();
      for (const [route, of] of Object.entries(OF_A_WORKER)) {
        const none = await call(api, route, of('nobody'));
        for (const name of [workerId, id]) {
          const { status, body } = await call(api, route, of(name));
          expect([route, status, body['code']]).toEqual([route, 404, 'worker_not_registered']);
          expect({ ...body, instance: '' }).toEqual({ ...none.body, instance: '' });
        }
      }
      expect(await desk.everything()).toEqual([before]);
    },
  );

  it('gets the same fault in a body whether or not a worker outside its scope exists', async () => {
    const api = await desk.limited({ zone: 'a' });
    const workerId = await desk.begin('out');
    const past = { until: '2020-01-01T00:00:00Z' };
    for (const stated of [past, { incarnation: 99 }, { bootId: 'another' }])
      for (const order of ['drain', 'maintenance', 'deregister', 'heartbeat']) {
        const [outside, none] = [workerId, 'nobody'].map((name) => api.post(`/${name}/${order}`, stated));
        expect((await outside!).status).toBe((await none!).status);
      }
  });

  it('does not revoke the credentials of a record that is gone', async () => {
    const api = await desk.limited({ workerIdPrefix: 'in-' });
    const workerId = await desk.begin('in');
    const id = await desk.idOf(workerId);
    await desk.admin.delete(`/${workerId}`);
    expect((await api.post(`/${id}/revoke`)).status).toBe(404);
    expect((await desk.admin.post(`/${id}/revoke`)).status).toBe(200);
  });

  it('is checked against the description that another transaction commits meanwhile', async () => {
    const api = await desk.limited({ zone: 'a' });
    const workerId = await desk.begin('in');
    const other = new Client({ connectionString: desk.access.server.database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query(
      `UPDATE worker_registration.worker SET zone = 'b', terms = '{z:b}' WHERE worker_id = '${workerId}'`,
    );
    await other.query(`UPDATE worker_registration.worker_state SET zone = 'b'`);
    const changes = ['drain', 'activate', 'jobs', 'revoke', 'deregister', 'heartbeat'];
    const waiting = changes.map((what) =>
      api.post(`/${workerId}/${what}`, what === 'jobs' ? { jobId: 'j' } : {}),
    );
    waiting.push(api.delete(`/${workerId}`), api.delete(`/${workerId}/jobs/${workerId}-old`));
    await untilBlocked(desk.access, waiting.length - 1);
    await other.query('COMMIT');
    await other.end();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 404));
    expect((await desk.admin.get(`/${workerId}`)).body).toMatchObject({
      zone: 'b',
      order: null,
      assignedJobCount: 1,
    });
  });
});
