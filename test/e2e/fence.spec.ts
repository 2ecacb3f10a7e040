import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import type { Registered } from '../support/token-bearer.js';
import { EVERYTHING, WorkerCalls } from '../support/worker-calls.js';

describe('The token of a worker', () => {
  let desk: AccessDesk;
  let admin: ApiClient;
  let calls: WorkerCalls;
  let names = 0;
  beforeAll(async () => {
    desk = await AccessDesk.open({ 'jobs.self-assignment': true });
    admin = await desk.as('admin');
    calls = WorkerCalls.of(desk.server);
  });
  afterAll(() => desk.close());

  const register = async (workerId: string, given: object) => {
    const { body } = await admin.post<Registered>('/register', registration({ workerId, ...given }));
    return body.credentials.accessToken;
  };
  const begin = async () => {
    const workerId = `worker-${(names += 1)}`;
    return { workerId, token: await register(workerId, { bootId: 'b1' }) };
  };

  it('acts for the current incarnation on every route', async () => {
    for (const route of calls.own) {
      const { workerId, token } = await begin();
      await admin.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
      const [status] = await calls.call(desk.showing(token), route, workerId);
      expect([route, status < 300]).toEqual([route, true]);
    }
  });

  it.each([
    ['an older incarnation', async (workerId: string) => register(workerId, { bootId: 'b2' })],
    [
      'a record that was deleted and created again',
      async (workerId: string) => {
        await admin.delete(`/${workerId}`);
        await register(workerId, { bootId: 'b2' });
      },
    ],
    [
      'a record that was replaced by force',
      async (workerId: string) => register(workerId, { bootId: 'b2', force: true }),
    ],
  ])('of %s is 409 on every route, and changes nothing', async (_, end) => {
    const { workerId, token } = await begin();
    await end(workerId);
    await admin.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
    const [before] = await desk.query(EVERYTHING);
    for (const route of calls.own)
      expect([route, ...(await calls.call(desk.showing(token), route, workerId))]).toEqual([
        route,
        409,
        'superseded',
      ]);
    expect(await desk.query(EVERYTHING)).toEqual([before]);
  });

  it('of a deleted record is 404 on every route except registrations', async () => {
    const { workerId, token } = await begin();
    await admin.delete(`/${workerId}`);
    for (const route of calls.own.filter((each) => each.includes('{workerId}')))
      expect([route, ...(await calls.call(desk.showing(token), route, workerId))]).toEqual([
        route,
        404,
        'worker_not_registered',
      ]);
  });

  it.each([
    [
      'an incarnation that the record has not reached',
      3,
      (workerId: string) =>
        desk.query(
          `UPDATE worker_registration.worker_state AS s SET incarnation = 1, boot_id = 'b1'
           FROM worker_registration.worker AS w WHERE w.id = s.id AND w.worker_id = $1`,
          [workerId],
        ),
    ],
    [
      'a record that is newer than the one there is',
      2,
      async (workerId: string) => {
        await admin.delete(`/${workerId}`);
        await desk.query(`UPDATE worker_registration.worker SET worker_id = $1 WHERE worker_id = 'earlier'`, [
          workerId,
        ]);
      },
    ],
  ])(
    'of %s, as after a restore, leads to a new registration, as incarnation %i',
    async (_, next, restore) => {
      await register('earlier', { bootId: 'b0' });
      const { workerId } = await begin();
      const token = await register(workerId, { bootId: 'b2' });
      await restore(workerId);
      const own = desk.showing(token);
      for (const route of calls.own.filter((each) => each.includes('{workerId}')))
        expect([route, ...(await calls.call(own, route, workerId))]).toEqual([
          route,
          404,
          'worker_not_registered',
        ]);
      const again = await own.post<Registered>('/register', registration({ workerId, bootId: 'b2' }));
      expect(again).toMatchObject({
        status: 200,
        body: { outcome: 'restarted', worker: { incarnation: next } },
      });
      const renewed = desk.showing(again.body.credentials.accessToken);
      expect((await renewed.post(`/${workerId}/heartbeat`)).status).toBe(200);
      expect((await own.post(`/${workerId}/heartbeat`)).status).toBeGreaterThan(400);
    },
  );
});

describe('A process that states its identity', () => {
  let server: TestServer;
  let calls: WorkerCalls;
  let names = 0;
  beforeAll(async () => {
    server = await startTestServer();
    calls = WorkerCalls.of(server);
  });
  afterAll(() => server.close());

  /** Routes that change a worker and are no matter of its processes. */
  const OF_NO_PROCESS = new Set([
    'DELETE /{workerId}',
    'PATCH /{workerId}',
    'POST /{workerId}/token',
    'POST /{workerId}/revoke',
    'POST /{workerId}/reconnect',
    'POST /{workerId}/observations',
    'POST /{workerId}/acknowledge',
    'POST /{workerId}/restore',
  ]);

  const register = (workerId: string, given: object) =>
    server.api.post('/register', registration({ workerId, ...given }));

  it.each([
    ['bootId', 'older', { bootId: 'b1' }, {}],
    ['bootId', 'replaced', { bootId: 'b1' }, { force: true }],
    ['incarnation', 'older', { incarnation: 1 }, {}],
    ['incarnation', 'replaced', { incarnation: 1 }, { force: true }],
    ['incarnation', 'unknown', { incarnation: 7 }, {}],
  ])(
    'by %s, which is %s, gets 409 on every route that changes a worker, and changes nothing',
    async (_what, _how, stated, given) => {
      const workerId = `worker-${(names += 1)}`;
      await register(workerId, { bootId: 'b1' });
      await register(workerId, { bootId: 'b2', ...given });
      await server.api.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
      const [before] = await server.database.query(EVERYTHING);
      for (const route of calls.changing.filter((each) => !OF_NO_PROCESS.has(each)))
        expect([route, ...(await calls.call(server.api, route, workerId, stated))]).toEqual([
          route,
          409,
          'superseded',
        ]);
      const batch = await server.api.post('/heartbeat/batch', [{ workerId, ...stated }]);
      expect(batch.body).toMatchObject({ results: [{ status: 409, code: 'superseded' }] });
      expect(await server.database.query(EVERYTHING)).toEqual([before]);
    },
  );

  it.each([[{ bootId: 'b1' }], [{ incarnation: 1 }], [{ bootId: 'b1', incarnation: 1 }]])(
    'by the current %p acts on every route that changes a worker',
    async (stated) => {
      for (const route of calls.changing.filter((each) => !OF_NO_PROCESS.has(each))) {
        const workerId = `worker-${(names += 1)}`;
        await register(workerId, { bootId: 'b1' });
        await server.api.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
        const [status] = await calls.call(server.api, route, workerId, stated);
        expect([route, status < 300]).toEqual([route, true]);
      }
    },
  );

  it('gets all faults of its statement at once', async () => {
    await register('stating', { bootId: 'b1' });
    for (const [path, body] of [
      ['/stating/deregister', { incarnation: 0, bootId: 'x'.repeat(65) }],
      ['/stating/force-deregister', { incarnation: 0, bootId: 'x'.repeat(65) }],
      ['/stating/drain', { incarnation: 0, bootId: 'x'.repeat(65) }],
    ] as const)
      expect(await server.api.post(path, body)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ field: 'bootId' }, { field: 'incarnation' }] },
      });
  });
});
