import { startTestServer, type TestServer } from '../support/test-server.js';
import { OperationDesk } from '../support/operations.js';

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);

describe('An operation', () => {
  let server: TestServer;
  let desk: OperationDesk;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    desk = new OperationDesk(server);
  });
  afterAll(() => server.close());

  const fleet = async (zone: string, count: number, more: object = {}): Promise<string[]> => {
    const workerIds = names(zone, count);
    await desk.fleet(workerIds.map((workerId) => ({ workerId, zone, bootId: 'b', ...more })));
    return workerIds;
  };
  const worker = async (workerId: string) =>
    (await server.api.get<Record<string, unknown> & { order: object | null }>(`/${workerId}`)).body;
  const events = async (workerId: string) =>
    (
      await server.api.get<{ events: { type: string; actor: string; detail: Record<string, unknown> }[] }>(
        `/${workerId}/events`,
      )
    ).body.events;

  it('drains a selection, and is done with a worker at its next heartbeat without jobs', async () => {
    const [first, second] = await fleet('drained', 2);
    await server.api.post(`/${first}/jobs`, { jobId: 'j1' });
    const created = await desk.create({ kind: 'drain', select: { zone: 'drained' } });
    const { id } = created.body.operation;
    const before = await desk.carriedOn(id);
    await desk.beat([first!, second!]);
    const busy = await desk.carriedOn(id);
    const drained = await worker(second!);
    await server.api.delete(`/${first}/jobs/j1`);
    await desk.beat([first!]);
    const after = await desk.carriedOn(id);
    expect(created).toMatchObject({ status: 202, body: { message: 'The operation has begun on 2 workers' } });
    expect(created.headers.get('location')).toBe(`/api/v1/worker-registration/operations/${id}`);
    expect(before).toMatchObject({ state: 'running', progress: { total: 2, underWay: 2 } });
    expect(busy).toMatchObject({
      progress: { underWay: 1, done: 1 },
      left: [{ workerId: first, why: 'it still has 1 job' }],
    });
    expect(drained).toMatchObject({
      order: { kind: 'DRAINING', reason: 'CHG-77', by: 'operator', drained: true },
    });
    expect(after).toMatchObject({ state: 'finished', progress: { done: 2 }, left: [] });
    expect((await events(second!))[0]).toMatchObject({ type: 'order-given', detail: { operation: id } });
    const { body } = await server.api.get<{ events: object[] }>('/events?groups=operations');
    expect(body.events).toMatchObject([
      {
        type: 'operation-ended',
        actor: 'service',
        detail: { operation: id, state: 'finished', done: 2, left: 0 },
      },
      { type: 'operation-begun', actor: 'operator', detail: { operation: id, kind: 'drain', workers: 2 } },
    ]);
  });

  it('shows in a dry run what it would do, and changes nothing', async () => {
    const [, second] = await fleet('tried', 4, { version: '1.0.0' });
    await server.api.post(`/${second}/jobs`, { jobId: 'tried' });
    await desk.fleet([{ workerId: 'tried-left', zone: 'tried', version: '1.0.0' }]);
    await server.api.post('/tried-left/deregister', {});
    const body = { kind: 'maintenance', select: { zone: 'tried', version: '1.0.0' }, reason: 'CHG-77' };
    const before = await desk.orders();
    const preview = await server.api.post<Preview>('/operations', { ...body, dryRun: true });
    const untouched = await desk.orders();
    const id = await desk.begin(body);
    const done = await desk.carriedOn(id);
    expect(preview).toMatchObject({
      status: 200,
      body: { dryRun: true, total: 5, affected: 4, skipped: 1, jobs: 1 },
    });
    expect(preview.body.zones).toEqual([
      {
        zone: 'tried',
        affected: 4,
        jobs: 1,
        usableWorkers: 4,
        usableWorkersLeft: 0,
        freeSlots: preview.body.zones[0]!.freeSlots,
        freeSlotsLeft: 0,
      },
    ]);
    expect(untouched).toEqual(before);
    const ordered = (await desk.ordered()).filter((name) => name.startsWith('tried'));
    const affected = preview.body.workers.filter(({ skipped }) => skipped === null);
    expect(ordered).toEqual(affected.map(({ workerId }) => workerId).toSorted());
    expect(done.progress).toMatchObject({ total: 5, underWay: 4, skipped: 1 });
    expect(done.left).toContainEqual(
      expect.objectContaining({ workerId: 'tried-left', step: 'skipped', why: 'it has left' }),
    );
  });

  it('counts every worker of its selection that is not in service, for whatever reason', async () => {
    const workers = await fleet('limited', 10);
    await server.api.post('/limited-003/maintenance', { reason: 'anna' });
    const id = await desk.begin({ kind: 'drain', select: { zone: 'limited' }, maxUnavailable: '30%' });
    // The one in maintenance is taken first: it costs nothing.
    const first = await desk.carriedOn(id);
    await server.api.post('/limited-009/maintenance', { reason: 'anna' });
    await desk.beat(workers);
    const drained = await desk.carriedOn(id);
    const three = await desk.ordered('limited');
    await server.api.post(`/${three[0]}/activate`);
    await server.api.post(`/${three[1]}/activate`);
    const later = await desk.carriedOn(id);
    expect(first).toMatchObject({ maxUnavailable: 3, progress: { underWay: 3 } });
    expect(drained.progress).toMatchObject({ pending: 6, underWay: 1, done: 3 });
    expect(drained.waitingFor).toContain('4 workers are unavailable, at most 3 may be: limited-');
    // Two returned, and one of four was too many.
    expect(later.progress).toMatchObject({ pending: 5 });
  });

  it('finishes one zone before the next', async () => {
    const [east, west] = [await fleet('step-a', 2), await fleet('step-b', 2)];
    const id = await desk.begin({ kind: 'drain', workerIds: [...west, ...east], by: 'zone' });
    const first = await desk.carriedOn(id);
    const begun = await desk.ordered('step');
    await desk.beat(east);
    const second = await desk.carriedOn(id);
    expect(begun).toEqual(east);
    expect(first.waitingFor).toBe('zone step-a: 2 workers not drained yet');
    expect(second.progress).toMatchObject({ done: 2, underWay: 2 });
  });

  it('is paused, resumed and cancelled; its changes stay until an undo', async () => {
    const workers = await fleet('held', 6);
    await server.api.post('/held-002/maintenance', { reason: 'anna', until: '2099-01-01T00:00:00Z' });
    const before = await desk.orders();
    const id = await desk.begin({ kind: 'drain', select: { zone: 'held' }, maxUnavailable: 3 });
    await desk.carriedOn(id);
    const paused = await desk.control(id, 'pause', { reason: 'lunch' });
    await desk.beat(workers);
    await server.api.post('/held-000/activate');
    const whilePaused = await desk.carriedOn(id);
    const resumed = await desk.control(id, 'resume');
    const going = await desk.carriedOn(id);
    const cancelled = await desk.control(id, 'cancel');
    const again = await desk.control(id, 'cancel');
    const late = await desk.control(id, 'resume');
    const undo = (await desk.control(id, 'undo')).body.operation.id;
    const undone = await desk.carriedOn(undo);
    const once = await desk.control(id, 'undo');
    expect([paused.body.operation.state, whilePaused.progress.pending]).toEqual(['paused', 3]);
    expect([resumed.body.operation.state, going.progress.pending]).toEqual(['running', 2]);
    expect([cancelled.status, again.status, late.body.code]).toEqual([200, 200, 'operation_ended']);
    expect(undone).toMatchObject({ kind: 'undo', state: 'finished' });
    expect([once.status, once.body.message.includes(undo)]).toEqual([409, true]);
    expect(await desk.orders()).toEqual(before);
  });

  it('does not undo an order that another operator has changed since', async () => {
    const [first, second, third] = await fleet('changed', 3);
    const id = await desk.begin({ kind: 'drain', select: { zone: 'changed' } });
    await desk.carriedOn(id);
    await server.api.post(`/${first}/maintenance`, { reason: 'anna' });
    await desk.beat([second!, third!]);
    const done = await desk.carriedOn(id);
    // The same order in the same words, but given anew.
    await server.api.post(`/${third}/activate`);
    await server.api.post(`/${third}/drain`, { reason: 'CHG-77' });
    const undone = await desk.carriedOn((await desk.control(id, 'undo')).body.operation.id);
    expect(done.left).toMatchObject([{ workerId: first, step: 'failed' }]);
    expect(undone.progress).toMatchObject({ total: 2, done: 1, skipped: 1 });
    expect((await worker(first!)).order).toMatchObject({ kind: 'MAINTENANCE', reason: 'anna' });
    expect((await worker(second!)).order).toBeNull();
  });

  it('ends at its deadline, without the remaining workers', async () => {
    await fleet('late', 4);
    const id = await desk.begin({
      kind: 'drain',
      select: { zone: 'late' },
      maxUnavailable: 1,
      deadline: '2h',
    });
    await desk.carriedOn(id);
    await server.database.query(
      `UPDATE worker_registration.operation SET deadline = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    const ended = await desk.carriedOn(id);
    expect(ended).toMatchObject({ state: 'expired', progress: { failed: 1, pending: 3 } });
    expect(ended.left[1]!.why).toBe('the operation expired before it was reached');
    expect(await desk.ordered('late')).toEqual(['late-000']);
  });

  it('deregisters workers once their jobs are done, and its undo expects them again', async () => {
    const [busy, idle] = await fleet('leaving', 2);
    await server.api.post(`/${busy}/jobs`, { jobId: 'leaving' });
    const before = await desk.orders();
    const id = await desk.begin({ kind: 'deregister', select: { zone: 'leaving' } });
    const going = await desk.carriedOn(id);
    const left = await worker(idle!);
    const undone = await desk.carriedOn((await desk.control(id, 'undo')).body.operation.id);
    expect(going.progress).toMatchObject({ underWay: 1, done: 1 });
    expect(left).toMatchObject({ presence: 'LEFT' });
    expect(undone.progress).toMatchObject({ done: 2 });
    const expected = before.map((each) =>
      each.worker_id === idle ? { ...each, presence: 'EXPECTED' } : each,
    );
    expect(await desk.orders()).toEqual(expected);
  });

  it('deletes records, restores workers and lifts orders; only the last can be undone', async () => {
    const [gone, back, free] = await fleet('kinds', 3);
    await server.api.post(`/${back}/deregister`, {});
    await server.api.post(`/${free}/drain`, { reason: 'anna' });
    const began = await Promise.all([
      desk.begin({ kind: 'delete', workerIds: [gone] }),
      desk.begin({ kind: 'restore', workerIds: [back, free] }),
      desk.begin({ kind: 'activate', workerIds: [free] }),
    ]);
    const states = [];
    for (const id of began) states.push((await desk.carriedOn(id)).progress);
    expect(states).toMatchObject([{ done: 1 }, { done: 1, skipped: 1 }, { done: 1 }]);
    expect((await server.api.get(`/${gone}`)).status).toBe(404);
    expect(await worker(back!)).toMatchObject({ presence: 'EXPECTED' });
    expect((await worker(free!)).order).toBeNull();
    for (const id of began.slice(0, 2))
      expect((await desk.control(id, 'undo')).body.code).toBe('operation_not_undoable');
    await desk.carriedOn((await desk.control(began[2], 'undo')).body.operation.id);
    expect((await worker(free!)).order).toMatchObject({ kind: 'DRAINING', reason: 'anna' });
  });
});

interface Preview {
  zones: { freeSlots: number }[];
  workers: { workerId: string; skipped: string | null }[];
}
