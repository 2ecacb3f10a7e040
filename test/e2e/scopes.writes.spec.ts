import { Client } from 'pg';
import { registration } from '../factories/registration.factory.js';
import { INSIDE, OUTSIDE, SCOPES, ScopeDesk } from '../support/scope-desk.js';
import type { Registered } from '../support/token-bearer.js';
import { until } from '../support/waiting.js';

describe('An API key that is limited', () => {
  let desk: ScopeDesk;
  beforeAll(async () => {
    desk = await ScopeDesk.open();
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clear());

  it.each(SCOPES)('to a %s registers workers only in its scope, item by item', async (_, scope) => {
    const api = await desk.limited(scope);
    const item = (workerId: string, given: object) => registration({ workerId, ...given });
    for (const path of ['/register', '/'])
      expect(await api.post(path, item('out-new', OUTSIDE))).toMatchObject({
        status: 403,
        body: { code: 'registration_out_of_bounds' },
      });
    const batch = [item('in-new', INSIDE), item('out-new', OUTSIDE), item('in-next', INSIDE)];
    const { results } = (await api.post<{ results: object[] }>('/register/batch', batch)).body;
    expect(results).toMatchObject([
      { status: 201 },
      { status: 403, code: 'registration_out_of_bounds' },
      { status: 201 },
    ]);
    expect(await desk.admin.workerIds()).toEqual(['in-new', 'in-next']);
  });

  it.each(SCOPES)('to a %s acknowledges losses only in its scope', async (_, scope) => {
    const api = await desk.limited(scope);
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    for (const workerId of [inside, outside]) await desk.lose(workerId);
    const named = await api.post('/losses/acknowledge', { reason: 'Known', workerIds: [outside] });
    const all = await api.post('/losses/acknowledge', { reason: 'Known' });
    expect(named.body).toMatchObject({ total: 0, skipped: [outside] });
    expect(all.body).toMatchObject({ total: 1, workers: [{ workerId: inside }] });
  });

  it('to a zone or a tag moves no worker out of its scope by an override, or by removing one', async () => {
    const [zone, tag] = [await desk.limited({ zone: 'a' }), await desk.limited({ tag: 'blue' })];
    const workerId = await desk.begin('in');
    const patch = (api: typeof zone, body: object) =>
      api.send('PATCH', `/${workerId}`, JSON.stringify(body), 'application/json');
    const refused = { status: 403, body: { code: 'outside_key_scope' } };
    expect(await patch(zone, { zone: 'b' })).toMatchObject(refused);
    expect(await patch(tag, { tags: ['red'] })).toMatchObject(refused);
    expect(await patch(tag, { tags: ['blue', 'red'] })).toMatchObject({ status: 200 });
    await desk.register(workerId, OUTSIDE);
    expect(await patch(tag, { tags: null })).toMatchObject(refused);
    expect(await patch(desk.admin, { tags: null })).toMatchObject({ status: 200 });
  });

  it('takes over no worker outside its scope, however it describes it', async () => {
    const [zone, tag] = [await desk.limited({ zone: 'a' }), await desk.limited({ tag: 'blue' })];
    await desk.register('known', OUTSIDE);
    const [before] = await desk.everything();
    for (const api of [zone, tag])
      for (const given of [{}, { bootId: 'b2' }, { force: true }, { expectOnline: false }]) {
        const body = registration({ workerId: 'known', ...INSIDE, ...given });
        expect(await api.post('/register', body)).toMatchObject({
          status: 403,
          body: { code: 'outside_key_scope' },
        });
        const { results } = (await api.post<{ results: object[] }>('/register/batch', [body])).body;
        expect(results).toMatchObject([{ status: 403, code: 'outside_key_scope' }]);
      }
    expect(await desk.everything()).toEqual([before]);
  });

  it('replaces no worker outside its scope that another transaction commits during the registration', async () => {
    const api = await desk.limited({ zone: 'a' });
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    const other = new Client({ connectionString: desk.access.server.database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query(`UPDATE worker_registration.worker SET name = name WHERE worker_id = $1`, [inside]);
    await other.query(`UPDATE worker_registration.worker SET worker_id = 'late' WHERE worker_id = $1`, [
      outside,
    ]);
    const id = await desk.idOf(outside);
    const batch = [
      registration({ workerId: inside, ...INSIDE }),
      registration({ workerId: 'late', ...INSIDE, force: true }),
    ];
    const answer = api.post<{ results: object[] }>('/register/batch', batch);
    await until(async () => {
      const waiting = await desk.access.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await other.query('COMMIT');
    await other.end();
    expect((await answer).body.results).toMatchObject([
      { status: 200 },
      { status: 403, code: 'outside_key_scope' },
    ]);
    expect((await desk.admin.get(`/${id}`)).body).toMatchObject({ id, zone: 'b' });
  });

  it('moves no worker out of its scope, even with the token of a worker that it registered', async () => {
    const api = await desk.limited({ zone: 'a', tag: 'blue' });
    const { credentials } = (
      await api.post<Registered>('/register', registration({ workerId: 'mine', ...INSIDE }))
    ).body;
    const own = desk.access.showing(credentials.accessToken);
    for (const given of [{ zone: 'b' }, { zone: null }, { tags: ['green'] }])
      for (const by of [api, own])
        expect(
          (await by.post('/register', registration({ workerId: 'mine', ...INSIDE, ...given }))).status,
        ).toBe(403);
    const again = await own.post<Registered>(
      '/register',
      registration({ workerId: 'mine', ...INSIDE, bootId: 'b2' }),
    );
    expect([again.status, again.body.outcome]).toEqual([200, 'restarted']);
    const renewed = desk.access.showing(again.body.credentials.accessToken);
    const moved = registration({ workerId: 'mine', ...INSIDE, zone: 'b' });
    expect((await renewed.post('/register', moved)).status).toBe(403);
  });

  it.each(SCOPES)(
    'to a %s sends heartbeats only for workers in its scope, item by item',
    async (_, scope) => {
      const api = await desk.limited(scope);
      const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
      const items = [inside, outside, 'nobody'].map((workerId) => ({ workerId, cpuUsage: 7 }));
      const { results } = (
        await api.post<{ results: { status: number; message?: string }[] }>('/heartbeat/batch', items)
      ).body;
      expect(results.map(({ status }) => status)).toEqual([200, 404, 404]);
      expect(results[1]!.message).toBe(results[2]!.message);
      expect((await desk.admin.get(`/${outside}`)).body).toMatchObject({ cpuUsage: null, heartbeatCount: 0 });
      expect((await desk.admin.get(`/${inside}`)).body).toMatchObject({ cpuUsage: 7, heartbeatCount: 1 });
    },
  );

  it('is checked separately if another caller sends heartbeats for the same worker at once', async () => {
    const [api, gateway, outside] = [
      await desk.limited({ zone: 'a' }),
      await desk.access.as('gateway'),
      await desk.begin('out'),
    ];
    const sent = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? api : gateway).post(`/${outside}/heartbeat`, { errorCount: index % 2 }),
    );
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map((_, index) => (index % 2 === 0 ? 404 : 200)));
    expect((await desk.admin.get(`/${outside}`)).body).toMatchObject({ errorCount: 1, heartbeatCount: 20 });
  });

  it.each(SCOPES)('to a %s claims jobs only for workers in its scope', async (_, scope) => {
    const api = await desk.limited(scope);
    await desk.begin('out');
    const full = await api.post('/jobs/claim', { jobId: 'claim-1' });
    const inside = await desk.begin('in');
    const taken = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        api.post<{ worker: { workerId: string } }>('/jobs/claim', {
          jobId: `claim-${index}`,
          ...(index % 2 === 0 && { zone: 'a', tags: ['green'] }),
        }),
      ),
    );
    expect([full.status, full.body['code']]).toEqual([409, 'no_worker_for_job']);
    expect(taken.map(({ status, body }) => [status, body.worker.workerId])).toEqual(
      taken.map(() => [201, inside]),
    );
    expect((await api.post('/jobs/claim', { jobId: 'claim-9' })).body['code']).toBe('no_worker_for_job');
  });

  it('does not learn that a worker outside its scope has a job', async () => {
    const api = await desk.limited({ zone: 'a' });
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    const jobId = `${outside}-old`;
    for (const { status, body } of [
      await api.post('/jobs/claim', { jobId }),
      await api.post(`/${inside}/jobs`, { jobId }),
    ]) {
      expect([status, body['code']]).toEqual([409, 'job_elsewhere']);
      expect(body['message']).not.toContain('with worker');
    }
  });

  it('does not learn that a worker outside its scope uses the same address', async () => {
    const api = await desk.limited({ zone: 'a' });
    await desk.admin.post(`/${await desk.begin('out')}/heartbeat`);
    const body = registration({ workerId: 'in-there', ...INSIDE, hostAddress: OUTSIDE.hostAddress });
    const { warnings } = (await api.post<{ warnings: string[] }>('/register', body)).body;
    expect(warnings.join()).toMatch(/Another worker sends heartbeats/);
    expect(warnings.join()).not.toMatch(/out-/);
  });

  it.each(SCOPES)('to a %s runs operations only in its scope, and sees none of others', async (_, scope) => {
    const api = await desk.limited(scope);
    const [inside, outside] = [await desk.begin('in'), await desk.begin('out')];
    const drain = { kind: 'drain', select: { presence: 'PRESENT' }, reason: 'Repair' };
    type Answer = { total: number; operation: { id: string; progress: object } };
    const preview = await api.post<Answer & { workers: object[]; zones: object[] }>('/operations', {
      ...drain,
      dryRun: true,
    });
    const own = (await api.post<Answer>('/operations', drain)).body.operation;
    const named = { ...drain, select: undefined, workerIds: [outside] };
    const foreign = (await desk.admin.post<Answer>('/operations', drain)).body.operation;
    expect(preview.body).toMatchObject({ workers: [{ workerId: inside }], zones: [{ usableWorkers: 1 }] });
    expect(own.progress).toMatchObject({ total: 1 });
    expect((await api.post('/operations', named)).body).toMatchObject({
      code: 'validation_failed',
      message: 'No worker matches the selection',
    });
    const { operations } = (await api.get<{ operations: object[] }>('/operations')).body;
    expect(operations).toMatchObject([{ id: own.id }]);
    expect((await api.get(`/operations/${foreign.id}`)).body['code']).toBe('operation_unknown');
    for (const act of ['pause', 'resume', 'cancel', 'undo']) {
      const { body } = await api.post(`/operations/${foreign.id}/${act}`);
      expect([act, body['code']]).toEqual([act, 'operation_unknown']);
    }
    for (const { id } of [own, foreign]) await desk.admin.post(`/operations/${id}/cancel`);
  });
});
